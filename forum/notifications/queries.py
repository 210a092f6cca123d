"""A member's notices, made readable for who they are now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Final

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts import facts
from accounts.models import User
from accounts.policies import PAGE as STANDING
from accounts.viewer import Viewer
from forum.comments.models import Comment, Discussion, Revision, StatusChange
from forum.comments.render import name_of
from forum.notifications import kinds
from forum.notifications.models import Notice
from foundation.branding.moments import moment_text

PAGE: Final = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One notice, ready: what happened, why, and where."""

    icon: str
    sentence: str
    at: datetime
    is_new: bool
    url: str = ""
    reason: str = ""
    own_text: str = ""


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
    The rows of one member's notices, in a fixed number of queries. Titles and links are shown
    only where the discussion is open to the member at this moment.
    """
    comments = _comments(notices)
    open_ids = _open_discussions(comments, viewer)
    reasons = _reasons(notices)
    changes = _changes(notices)
    known = [notice for notice in notices if notice.kind in kinds.KINDS]
    return [
        _row(
            notice,
            comments.get(notice.comment_id or 0),
            open_ids,
            reasons,
            changes.get(notice.data.get("revision", 0)),
        )
        for notice in known
    ]


def _row(
    notice: Notice,
    comment: Comment | None,
    open_ids: set[int],
    reasons: dict[int, str],
    change: Revision | None,
) -> Row:
    kind = kinds.KINDS[notice.kind]
    is_open = comment is not None and comment.discussion_id in open_ids
    facts = {"date": "", "title": "", "name": ""}
    if notice.sanction is not None and notice.sanction.ends_at is not None:
        facts["date"] = moment_text(notice.sanction.ends_at)
    if comment is not None and is_open:
        facts |= {"title": comment.discussion.title, "name": name_of(comment)}
    reason = notice.sanction.reason if notice.sanction is not None else ""
    if notice.kind != kinds.REPLY:
        reason = reason or reasons.get(notice.pk, "") or (change.reason if change else "")
    is_gone = kind.own_text and notice.kind != kinds.CHANGE_REFUSED
    own_text = ""
    if kind.own_text and notice.kind == kinds.CHANGE_REFUSED:
        own_text = change.body_source if change is not None else ""
    elif kind.own_text and comment is not None:
        own_text = comment.body_source
    return Row(
        icon=kind.icon,
        sentence=str(kind.sentence if is_open or comment is None else kind.untitled) % facts,
        at=notice.at,
        is_new=notice.read_at is None,
        url=notice.data.get("path", "")
        or (_url(comment, is_gone=is_gone) if comment is not None and is_open else _page(notice)),
        reason=reason,
        own_text=own_text,
    )


def _page(notice: Notice) -> str:
    """Where a person reads what was decided about them; moderation has it."""
    return reverse(STANDING) if notice.sanction_id is not None else ""


def _url(comment: Comment, *, is_gone: bool) -> str:
    return comment.discussion.url if is_gone else comment.get_absolute_url()


def _comments(notices: Sequence[Notice]) -> dict[int, Comment]:
    ids = {notice.comment_id for notice in notices if notice.comment_id is not None}
    found = Comment.objects.filter(pk__in=ids).select_related("discussion", "author", "guest")
    return {comment.pk: comment for comment in found}


def _open_discussions(comments: dict[int, Comment], viewer: Viewer) -> set[int]:
    ids = {comment.discussion_id for comment in comments.values()}
    found = Discussion.objects.visible_to(viewer).filter(pk__in=ids)
    return set(found.values_list("pk", flat=True))


def _changes(notices: Sequence[Notice]) -> dict[int, Revision]:
    """The refused changes that notices tell of. Asks only where there is one."""
    wanted = [notice.data["revision"] for notice in notices if "revision" in notice.data]
    return Revision.objects.in_bulk(wanted) if wanted else {}


def _reasons(notices: Sequence[Notice]) -> dict[int, str]:
    """The reason in the comment's own log for the change a notice tells of."""
    wanted = {notice.data["change"]: notice.pk for notice in notices if "change" in notice.data}
    rows = StatusChange.objects.filter(pk__in=list(wanted)).values_list("pk", "reason")
    return {wanted[change]: reason for change, reason in rows}
