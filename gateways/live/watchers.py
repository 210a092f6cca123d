"""
What open streams are told, for all of them together.

However many there are, a look costs one read while nothing happens. Only where a discussion has
changed is anything asked about it, and of those who have it open: whether they still are who they
were, whether they may see it, and how much is new to each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Final

from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Discussion
from forum.comments.news import Fresh
from forum.notifications.queries import unread_counts
from foundation.pagecache import versions
from gateways.live import queries
from gateways.live.queries import Told

# SQLite takes a bounded number of values.
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Person:
    """Who has a stream open, as far as it has to be looked at again."""

    user_id: int | None = None
    guest_id: int | None = None
    session_key: str = ""
    password: str = ""  # its hash: a new one ends the sessions of the old

    @classmethod
    def of(cls, request: HttpRequest) -> Person:
        viewer = Viewer.of(request)
        if viewer.user is not None:
            key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
            return cls(user_id=viewer.user.pk, session_key=key, password=viewer.user.password)
        return cls(guest_id=viewer.guest.pk if viewer.guest else None)


@dataclass(eq=False, slots=True)
class Watcher:
    """One open page. `told` is what it should know; None before the first look."""

    discussion_id: int
    since: int
    person: Person
    told: Told | None = None


class Lookout:
    """Remembers the counters of the last look."""

    def __init__(self) -> None:
        self._numbers: Mapping[str, int] | None = None

    def look(
        self, open_pages: Mapping[int, Collection[Watcher]], *, at_everybody: bool
    ) -> dict[Watcher, Told | None]:
        """
        What has changed for whom; None for those who may not see it any more. `at_everybody` looks
        at people and their notices too, which no counter speaks of.
        """
        numbers = versions.read()
        before, self._numbers = self._numbers, numbers
        moved = set(open_pages)
        if before is not None and before.get(versions.SITE) == numbers.get(versions.SITE):
            moved = {pk for pk in open_pages if _is_moved(pk, before, numbers)}
        looked_at = open_pages if at_everybody else moved
        watchers = [watcher for pk in looked_at for watcher in open_pages[pk]]
        return tell(watchers, moved)


def _is_moved(pk: int, before: Mapping[str, int], after: Mapping[str, int]) -> bool:
    name = versions.one_of("discussion", pk)
    return before.get(name) != after.get(name)


def tell(watchers: Sequence[Watcher], moved: Collection[int]) -> dict[Watcher, Told | None]:
    """What each should know now. Replies are counted again in those discussions that `moved`."""
    if not watchers:
        return {}
    people = _still_there({watcher.person for watcher in watchers})
    last = _last_numbers(watchers, people)
    counted = _arrivals(watchers, moved, last)
    unread = unread_counts([user.pk for user in people.values() if user is not None])
    found: dict[Watcher, Told | None] = {}
    for watcher in watchers:
        person, pk = watcher.person, watcher.discussion_id
        if person not in people or pk not in last[_shape(people[person])]:
            found[watcher] = None
            continue
        bell = None if person.user_id is None else unread.get(person.user_id, 0)
        found[watcher] = _told(watcher, counted.get(pk), bell)
    return found


def _told(watcher: Watcher, arrived: list[Fresh] | None, unread: int | None) -> Told:
    if arrived is None:
        before = watcher.told or Told(0, watcher.since)
        return before._replace(unread=unread)
    fresh = queries.of_others(
        arrived,
        watcher.since,
        user_id=watcher.person.user_id,
        guest_id=watcher.person.guest_id,
    )
    return Told(len(fresh), fresh[-1].number if fresh else watcher.since, unread)


def _still_there(people: Collection[Person]) -> dict[Person, User | None]:
    """Those who are signed in as they were, with their account as it is now; and all others."""
    members = [person for person in people if person.user_id is not None]
    ids = {person.user_id or 0 for person in members}
    users = {
        user.pk: user
        for some in _some(ids)
        for user in User.objects.filter(pk__in=some, is_active=True).only("role", "password")
    }
    sessions = {
        key
        for some in _some({person.session_key for person in members})
        for key in Session.objects.filter(
            session_key__in=some, expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    }
    found: dict[Person, User | None] = {p: None for p in people if p.user_id is None}
    for person in members:
        user = users.get(person.user_id or 0)
        is_same = user is not None and user.password == person.password
        if is_same and person.session_key in sessions:
            found[person] = user
    return found


def _shape(user: User | None) -> str:
    """All with one role see the same. Who started a hidden topic asks instead of listening."""
    return "" if user is None else user.role


def _last_numbers(
    watchers: Sequence[Watcher], people: Mapping[Person, User | None]
) -> dict[str, dict[int, int]]:
    """For each role, the discussions it may see, and how far they have come."""
    asked: dict[str, set[int]] = defaultdict(set)
    for watcher in watchers:
        if watcher.person in people:
            asked[_shape(people[watcher.person])].add(watcher.discussion_id)
    found: dict[str, dict[int, int]] = {}
    for role, ids in asked.items():
        viewer = Viewer.for_user(User(pk=0, role=role)) if role else Viewer.nobody()
        seen = Discussion.objects.visible_to(viewer)
        found[role] = {
            pk: last
            for some in _some(ids)
            for pk, last in seen.filter(pk__in=some).values_list("pk", "last_number")
        }
    return found


def _arrivals(
    watchers: Iterable[Watcher], moved: Collection[int], last: Mapping[str, Mapping[int, int]]
) -> dict[int, list[Fresh]]:
    """What arrived in each since the oldest of the open pages."""
    numbers = {pk: number for seen in last.values() for pk, number in seen.items()}
    since: dict[int, int] = {}
    for watcher in watchers:
        pk = watcher.discussion_id
        if pk in moved and pk in numbers:
            since[pk] = min(watcher.since, since.get(pk, watcher.since))
    return {pk: queries.arrivals(pk, numbers[pk], number) for pk, number in since.items()}


def _some[T](things: Iterable[T]) -> Iterator[tuple[T, ...]]:
    return batched(things, AT_ONCE)
