"""What a person wrote without an account, ready for their private page: each with its state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from accounts.models import Guest, GuestKind
from accounts.viewer import Viewer
from forum.comments import history, policies, slots
from forum.comments.models import Comment, Moved, Revision, RevisionStatus, Status, TeamChange
from forum.comments.render import name_of, notice_of
from foundation.branding.moments import until_text
from foundation.text import excerpt, strip_to_text

PAGE: Final = 20
EXAMPLES: Final = 3
# A longer list of strangers' texts helps nobody to find their own.
MOST: Final = 50
EXCERPT: Final = 160


@dataclass(frozen=True, slots=True)
class Row:
    """One comment: where it stands, what became of it, what can still be done."""

    id: int
    guest_id: int
    name: str
    title: str
    url: str
    text: str
    at: datetime
    state: str
    reason: str = ""
    change: str = ""
    edit_until: str = ""
    may_delete: bool = False
    objection: str = ""
    moved: str = ""


@dataclass(slots=True)
class Candidate:
    """Somebody who typed the address, as its reader is shown them."""

    key: int
    name: str
    ids: list[int] = field(default_factory=list)
    count: int = 0
    texts: list[str] = field(default_factory=list)
    is_here: bool = False
    is_known: bool = False


def page_of(guests: Sequence[Guest], *, before: int | None = None) -> tuple[list[Row], bool]:
    """What these guests wrote, the last first, and whether more follows: five queries."""
    found = Comment.objects.filter(guest__in=guests)
    if before is not None:
        found = found.filter(pk__lt=before)
    related = found.select_related("guest", "discussion__audience", "root", "root__discussion")
    comments = list(related.order_by("-id")[: PAGE + 1])
    return rows_of(comments[:PAGE]), len(comments) > PAGE


def rows_of(comments: Sequence[Comment]) -> list[Row]:
    asked = [c for c in comments if c.status != Status.PUBLISHED or c.team_change]
    reasons = slots.reasons(asked)
    changes = history.changes_of(comments)
    objections = slots.objections(comments)
    moves = moves_of(comments)
    return [
        _row(
            comment,
            reasons.get(comment.pk, slots.NO_REASON).sentence,
            changes.get(comment.pk),
            objections.get(comment.pk, ""),
            moves.get(comment.pk, ""),
        )
        for comment in comments
    ]


def moves_of(comments: Sequence[Comment]) -> dict[int, str]:
    """Of those that a moderator moved to where they are: that it was so, and from where."""
    found = Moved.objects.filter(comment__in=[one.pk for one in comments])
    stands = found.filter(
        transfer__returned_at=None, transfer__target=F("comment__discussion")
    ).select_related("transfer__source__audience")
    moves = {}
    for row in stands.order_by("id"):
        source = row.transfer.source
        moves[row.comment_id] = (
            _("A moderator moved it here from “%(title)s”.") % {"title": source.title}
            if source.is_seen_by_all
            else _("A moderator moved it here.")
        )
    return moves


def _row(comment: Comment, reason: str, change: Revision | None, objection: str, moved: str) -> Row:
    writer = Viewer(guest=comment.guest)
    is_seen = comment.discussion.is_seen_by_all
    return Row(
        id=comment.pk,
        guest_id=comment.guest_id or 0,
        name=name_of(comment),
        title=comment.discussion.title if is_seen else "",
        url=comment.get_absolute_url() if is_seen and comment.shown else "",
        text=excerpt(strip_to_text(comment.body_html), EXCERPT),
        at=comment.created_at,
        state=_state(comment),
        reason=reason,
        change=_change(change),
        edit_until=until_text(policies.editable_until(comment))
        if policies.may_edit(writer, comment)
        else "",
        may_delete=policies.may_delete(writer, comment),
        objection=objection,
        moved=moved,
    )


def _state(comment: Comment) -> str:
    if comment.status == Status.PUBLISHED and comment.team_change == TeamChange.REDACTED:
        return _("It is published. A moderator took something out of it.")
    if comment.status == Status.PUBLISHED and comment.team_change:
        return _("It is published. A moderator changed it.")
    if comment.status == Status.PUBLISHED:
        return _("It is published. Everybody can read it.")
    if comment.status == Status.DELETED:
        return _("You deleted it.")
    if comment.status == Status.HELD:
        return _("It waits for a moderator. Nobody else can see it yet.")
    return notice_of(comment, own=True)


def _change(change: Revision | None) -> str:
    if change is None:
        return ""
    if change.status == RevisionStatus.WAITING:
        return _("Your change waits for a moderator. Others still read the earlier text.")
    return _("Your change was not published. The earlier text stays.")


def candidates(guests: Iterable[Guest], *, here: Guest | None) -> list[Candidate]:
    """
    Those who typed one address, for its reader to say which are them: who is known by it, who
    wrote from this device, then the latest. The many rows of an earlier site are one for a name.
    """
    found: dict[tuple[str, int], Candidate] = {}
    for guest in guests:
        imported = guest.kind == GuestKind.IMPORTED
        at = (guest.name, 0) if imported else ("", guest.pk)
        one = found.setdefault(at, Candidate(key=guest.pk, name=guest.name))
        one.ids.append(guest.pk)
        one.is_here = one.is_here or (here is not None and here.pk == guest.pk)
        one.is_known = one.is_known or guest.address.confirmed_at is not None
    listed = sorted(found.values(), key=lambda one: (not one.is_known, not one.is_here))[:MOST]
    by_guest = {pk: one for one in listed for pk in one.ids}
    comments = Comment.objects.filter(guest__in=list(by_guest)).order_by()
    for pk, count in comments.values_list("guest").annotate(n=Count("id")):
        by_guest[pk].count += count
    place = Window(RowNumber(), partition_by="guest", order_by="-id")
    latest = comments.exclude(body_html="").annotate(place=place).filter(place__lte=EXAMPLES)
    for pk, html in latest.order_by("-id").values_list("guest", "body_html"):
        if len(by_guest[pk].texts) < EXAMPLES:
            by_guest[pk].texts.append(excerpt(strip_to_text(html), EXCERPT))
    return listed


def everything(guest: Guest) -> dict[str, Any]:
    """All that stands here of a guest, to take away: their own, so their own address too."""
    comments = Comment.objects.filter(guest=guest).select_related("discussion__audience", "guest")
    address = getattr(guest, "address", None)
    return {
        "name": guest.name,
        "website": guest.website,
        "email": address.email if address is not None else "",
        "comments": [
            {
                "id": comment.pk,
                "name": name_of(comment),
                "under": comment.discussion.title if comment.discussion.is_seen_by_all else "",
                "address": f"{settings.SITE_URL}{comment.get_absolute_url()}",
                "written": comment.created_at.isoformat(timespec="seconds"),
                "changed": comment.edited_at.isoformat(timespec="seconds")
                if comment.edited_at is not None
                else None,
                "state": comment.status,
                "text": comment.body_source,
            }
            for comment in comments.order_by("id").iterator(chunk_size=500)
        ],
    }
