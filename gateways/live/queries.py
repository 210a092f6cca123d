"""What has come since a page was drawn. Everything here is numbers, and never what was written."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.viewer import Shape, Viewer
from forum.comments.models import Discussion
from forum.comments.news import LISTED, Fresh, arrived_after
from forum.notifications.queries import unread_count
from foundation.database.prepared import Prepared


class Told(NamedTuple):
    """`new` comments of others since the page was drawn, the last of them, unread notices."""

    new: int
    arrival: int
    unread: int | None = None  # None: no member

    @property
    def tag(self) -> str:
        return f"{self.new}.{self.arrival}.{self.unread}"

    def as_json(self) -> dict[str, int]:
        return {name: value for name, value in self._asdict().items() if value is not None}


def seen_discussion(pk: int, viewer: Viewer) -> Discussion | None:
    """The discussion with its last number, if the viewer may see it."""
    user = viewer.user
    return next(iter(_seen([pk, user.pk if user else 0], viewer.shape)), None)


def _seen_by(pk: int, user_id: int, shape: Shape | None) -> QuerySet[Discussion]:
    viewer = Viewer.shaped(user_id, shape)
    return Discussion.objects.visible_to(viewer).filter(pk=pk).only("last_number")


_seen = Prepared(_seen_by)


def told(discussion: Discussion, viewer: Viewer, since: int) -> Told:
    """At most one statement, and none where nothing was written or for members' notices."""
    found = arrivals(discussion.pk, discussion.last_number, since)
    guest = viewer.guest
    fresh = of_others(
        found,
        since,
        user_id=viewer.user.pk if viewer.user else None,
        guest_id=guest.pk if guest else None,
    )
    unread = None if viewer.user is None else unread_count(viewer.user)
    return Told(len(fresh), fresh[-1].number if fresh else since, unread)


def arrivals(discussion_id: int, last_number: int, since: int) -> list[Fresh]:
    """In their order; of very many, only the latest hundred numbers are looked through."""
    if last_number <= since:
        return []
    return arrived_after(discussion_id, max(since, last_number - LISTED))


def of_others(
    found: Sequence[Fresh], since: int, *, user_id: int | None, guest_id: int | None
) -> list[Fresh]:
    """Nobody is told of what they wrote themselves, in another window."""
    return [
        fresh
        for fresh in found
        if fresh.number > since
        and (user_id is None or fresh.author_id != user_id)
        and (guest_id is None or fresh.guest_id != guest_id)
    ]
