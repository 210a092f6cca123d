"""A member's notices, made readable for who they are now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Final, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import facts
from accounts.models import User
from accounts.policies import PAGE as STANDING
from accounts.viewer import Viewer
from forum.comments import slots
from forum.comments.models import Comment, Discussion, Revision, StatusChange
from forum.comments.render import name_of
from forum.notifications import kinds
from forum.notifications.models import Channel, Notice
from foundation.branding.moments import moment_text
from foundation.text import excerpt

PAGE: Final = 30
EXCERPT: Final = 400


@dataclass(frozen=True, slots=True)
class Row:
    """
    One notice, ready: what happened, why, and where. `discussion` and `excerpt` are there only
    where the reader may see them at this moment (`is_open`).
    """

    id: int
    kind: str
    icon: str
    sentence: str
    at: datetime
    is_new: bool
    is_open: bool = False
    url: str = ""
    reason: str = ""
    own_text: str = ""
    name: str = ""
    excerpt: str = ""
    discussion: Discussion | None = None
    why: str = ""
    why_discreet: str = ""
    comment_id: int | None = None
    objection: str = ""  # where they say that a decision is wrong

    @property
    def is_of_others(self) -> bool:
        return self.kind in kinds.OF_OTHERS


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are said in one line: those of one discussion, or a single one."""

    rows: list[Row]
    sentence: str

    @property
    def first(self) -> Row:
        """Where the line leads: the oldest that is new, else the newest."""
        return next((row for row in reversed(self.rows) if row.is_new), self.rows[0])

    @property
    def is_new(self) -> bool:
        return any(row.is_new for row in self.rows)

    @property
    def ids(self) -> str:
        return ",".join(str(row.id) for row in self.rows)


def groups_of(rows: Sequence[Row]) -> list[Group]:
    """A page of rows, the last first, with those about one discussion put together."""
    found: dict[tuple[str, int, bool], list[Row]] = {}
    for row in rows:
        is_part = row.kind in kinds.OF_A_DISCUSSION and row.discussion is not None
        key = ("d", row.discussion.pk, row.is_new) if is_part and row.discussion else None
        found.setdefault(key or ("n", row.id, row.is_new), []).append(row)
    return [Group(part, heading_of(part)) for part in found.values()]


def heading_of(rows: Sequence[Row]) -> str:
    """One line about some rows: what the only one says, or how many there are, and where."""
    count = len(rows)
    if count == 1:
        return rows[0].sentence
    discussions = {row.discussion.pk if row.discussion else None for row in rows}
    if len(discussions) > 1 or rows[0].discussion is None:
        return ngettext(
            "%(count)d thing is new where you follow.",
            "%(count)d things are new where you follow.",
            count,
        ) % {"count": count}
    words = {"count": count, "title": rows[0].discussion.title}
    if all(row.kind == kinds.REPLY for row in rows):
        return (
            ngettext(
                "%(count)d reply to you in “%(title)s”.",
                "%(count)d replies to you in “%(title)s”.",
                count,
            )
            % words
        )
    return (
        ngettext(
            "%(count)d new comment in “%(title)s”.",
            "%(count)d new comments in “%(title)s”.",
            count,
        )
        % words
    )


def unread_count(user: User) -> int:
    known: int | None = facts.of(user, "unread_notices")
    return known if known is not None else Notice.objects.unread().filter(user=user).count()


def unread_counts(user_ids: Iterable[int]) -> dict[int, int]:
    """Of many at once; who has none is not among them. One statement for each 500."""
    counts: dict[int, int] = {}
    for some in batched(user_ids, 500):
        unread = Notice.objects.unread().filter(user__in=some).order_by().values_list("user")
        counts.update(unread.annotate(n=Count("pk")))
    return counts


def unread_of() -> Coalesce:
    """The same for the statement that reads a person."""
    counted = Notice.objects.unread().filter(user=OuterRef("pk")).order_by().values("user")
    return Coalesce(Subquery(counted.values(n=Count("pk"))), 0)


def page_for(user: User, *, before: int | None = None) -> tuple[list[Notice], bool]:
    """A page of a member's notices, the last first, and whether more follow."""
    found: QuerySet[Notice] = Notice.objects.filter(user=user).select_related("sanction")
    if before is not None:
        found = found.filter(pk__lt=before)
    page = list(found.order_by("-id")[: PAGE + 1])
    return page[:PAGE], len(page) > PAGE


def rows_of(notices: Sequence[Notice], viewer: Viewer) -> list[Row]:
    """
    The rows of one person's notices, in a fixed number of queries. Titles and links are shown
    only where the discussion is open to them at this moment, and what others wrote only while
    it is published.
    """
    comments = _comments(notices)
    discussions = _open_discussions(notices, comments, viewer)
    reasons = _reasons(notices)
    changes = _changes(notices)
    channels = _channels(notices)
    objections = _objections(notices, comments)
    return [
        _row(
            notice,
            comments.get(notice.comment_id or 0),
            _Known(discussions, reasons, changes, channels, objections),
        )
        for notice in notices
        if notice.kind in kinds.KINDS
    ]


class _Known(NamedTuple):
    """What was read for all rows at once."""

    discussions: dict[int, Discussion]
    reasons: dict[int, str]
    changes: dict[int, Revision]
    channels: dict[int, Channel]
    objections: dict[int, str]


def _row(notice: Notice, comment: Comment | None, known: _Known) -> Row:
    kind = kinds.KINDS[notice.kind]
    change = known.changes.get(notice.data.get("revision", 0))
    channel = known.channels.get(notice.channel_id or 0)
    place = known.discussions.get((comment.discussion_id if comment else notice.discussion_id) or 0)
    if notice.kind in kinds.OF_OTHERS and comment is not None and not comment.is_published:
        place = None
    is_about_nothing = comment is None and notice.discussion_id is None
    facts = {"date": "", "title": "", "name": ""}
    if notice.sanction is not None and notice.sanction.ends_at is not None:
        facts["date"] = moment_text(notice.sanction.ends_at)
    if place is not None:
        facts |= {"title": place.title, "name": name_of(comment) if comment is not None else ""}
    reason = notice.sanction.reason if notice.sanction is not None else ""
    if notice.kind not in kinds.OF_OTHERS:
        reason = reason or known.reasons.get(notice.pk, "") or (change.reason if change else "")
    is_gone = kind.own_text and notice.kind != kinds.CHANGE_REFUSED
    own_text = ""
    if kind.own_text and notice.kind == kinds.CHANGE_REFUSED:
        own_text = change.body_source if change is not None else ""
    elif kind.own_text and comment is not None:
        own_text = comment.body_source
    is_loss = notice.kind in kinds.LOSSES
    is_told = place is not None and notice.kind in kinds.OF_OTHERS and comment is not None
    return Row(
        id=notice.pk,
        kind=notice.kind,
        icon=kind.icon,
        sentence=str(kind.sentence if place or is_about_nothing else kind.untitled) % facts,
        at=notice.at,
        is_new=notice.read_at is None,
        is_open=place is not None,
        url=notice.data.get("path", "")
        or (_url(place, comment, is_gone=is_gone) if place is not None else _page(notice)),
        reason=reason,
        own_text=own_text,
        name=facts["name"],
        excerpt=excerpt(comment.plain, EXCERPT) if comment and is_told else "",
        discussion=place,
        why=_why(notice, place, channel),
        why_discreet=_why(notice, None, None),
        comment_id=notice.comment_id,
        objection=known.objections.get(notice.comment_id or 0, "") if is_loss else "",
    )


def _page(notice: Notice) -> str:
    """Where a person reads what was decided about them; moderation has it."""
    return reverse(STANDING) if notice.sanction_id is not None else ""


def _why(notice: Notice, place: Discussion | None, channel: Channel | None) -> str:
    """The one line that says why this came."""
    if notice.kind not in kinds.OF_OTHERS:
        return _("You get this because it is about you or about something you wrote here.")
    if notice.kind == kinds.REPLY:
        return _("You get this because somebody answered you.")
    if notice.kind == kinds.NAMED:
        return _("You get this because somebody named you.")
    title = channel.title if channel is not None and place is not None else ""
    if not title and notice.kind == kinds.FOLLOWED and place is not None:
        title = place.title
    if title:
        return _("You get this because you follow “%(title)s”.") % {"title": title}
    return _("You get this because you follow something here.")


def _url(place: Discussion, comment: Comment | None, *, is_gone: bool) -> str:
    return place.url if is_gone or comment is None else comment.get_absolute_url()


def _comments(notices: Sequence[Notice]) -> dict[int, Comment]:
    ids = {notice.comment_id for notice in notices if notice.comment_id is not None}
    found = Comment.objects.filter(pk__in=ids).select_related("discussion", "author", "guest")
    return {comment.pk: comment for comment in found}


def _open_discussions(
    notices: Sequence[Notice], comments: dict[int, Comment], viewer: Viewer
) -> dict[int, Discussion]:
    ids = {comment.discussion_id for comment in comments.values()}
    ids |= {notice.discussion_id for notice in notices if notice.discussion_id is not None}
    return Discussion.objects.visible_to(viewer).in_bulk(ids)


def _objections(notices: Sequence[Notice], comments: dict[int, Comment]) -> dict[int, str]:
    """Asked only where something was decided against somebody's words."""
    ids = {notice.comment_id for notice in notices if notice.kind in kinds.LOSSES}
    return slots.objections([comments[pk] for pk in ids if pk in comments])


def _channels(notices: Sequence[Notice]) -> dict[int, Channel]:
    """Asked only where something came because it is followed."""
    ids = {notice.channel_id for notice in notices if notice.channel_id is not None}
    return Channel.objects.in_bulk(ids) if ids else {}


def _changes(notices: Sequence[Notice]) -> dict[int, Revision]:
    """The refused changes that notices tell of. Asks only where there is one."""
    wanted = [notice.data["revision"] for notice in notices if "revision" in notice.data]
    return Revision.objects.in_bulk(wanted) if wanted else {}


def _reasons(notices: Sequence[Notice]) -> dict[int, str]:
    """The reason in the comment's own log for the change a notice tells of."""
    wanted = {notice.data["change"]: notice.pk for notice in notices if "change" in notice.data}
    rows = StatusChange.objects.filter(pk__in=list(wanted)).values_list("pk", "reason")
    return {wanted[change]: reason for change, reason in rows}
