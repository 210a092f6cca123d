"""
What is new to a member in a discussion: the reads. services/read.py writes.

The words, exactly:

- A comment *arrives* when readers can first see it, or can see it again: its `arrival`, a number
  of its discussion in the order of commits. One that waited for a moderator arrives when it is
  approved, behind all that was written meanwhile.
- *Seen* is what a page has shown to the member with its text. Showing page 1 says nothing of a
  reply that stands on page 7, or behind "Show more". Whatever had arrived before they opened the
  discussion for the first time counts as seen: there was no earlier visit.
- A *visit* goes on until nothing was opened in the discussion for VISIT. *Before* is what had been
  seen when the visit began.
- *New* is a published comment of somebody else, not the opening of a topic, whose arrival is not
  in *before*. So it stays new for the whole visit, however often and wherever the page is loaded,
  until the member marks it as read, or reaches the end of the page with it in sight.
- *Unread* is new and not yet seen. Lists count this.
- Marks look back WINDOW numbers of a discussion, lists LISTED, so that a page costs the same
  however long somebody was away; what lies further back is counted as "more" and marked as old.

A page asks one statement: the member's row joined to what arrived after it. It writes nothing
unless something new is on it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Comment, CommentKind, Discussion, Reading, Status
from forum.comments.seen import Seen

# People here read slowly and rest in between.
VISIT: Final = timedelta(hours=1)
WINDOW: Final = 1000
LISTED: Final = 100
PAGE: Final = 30


class Arrival(NamedTuple):
    number: int
    comment_id: int
    root_id: int | None


@dataclass(frozen=True, slots=True)
class News:
    """What one member has and has not seen of one discussion, at this moment."""

    user: User
    discussion: Discussion
    row: Reading | None  # None: they are here for the first time
    seen: Seen
    before: Seen
    arrivals: tuple[Arrival, ...]  # by others, after the beginning of the row's visit
    new: dict[int, Arrival]  # by the comment's id, in the order of arrival
    is_more: bool  # something new lies further back than marks look

    def is_unread(self, arrival: Arrival) -> bool:
        return arrival.number not in self.seen

    @property
    def known_to(self) -> int:
        """Up to here `arrivals` is complete: numbers are in the order of commits."""
        return max(self.discussion.last_number, self.seen.last)

    @property
    def next(self) -> Arrival | None:
        """Where "next new" leads: to what no page has shown yet, then to what is new at all."""
        unread = (arrival for arrival in self.new.values() if self.is_unread(arrival))
        return next(unread, next(iter(self.new.values()), None))

    def elsewhere(self, drawn: Collection[int]) -> bool:
        """Whether something unread stands on other pages than the one with these comments."""
        return any(
            comment_id not in drawn and self.is_unread(arrival)
            for comment_id, arrival in self.new.items()
        )

    def hidden_below(self, drawn: Collection[int]) -> dict[int, int]:
        """New replies that are not among those drawn, counted by their root."""
        hidden: dict[int, int] = {}
        for comment_id, arrival in self.new.items():
            if arrival.root_id is not None and comment_id not in drawn:
                hidden[arrival.root_id] = hidden.get(arrival.root_id, 0) + 1
        return hidden


def news_of(user: User, discussion: Discussion) -> News:
    """One statement. Complete up to `discussion.last_number` as the caller has read it."""
    row: Reading | None = None
    found: list[Arrival] = []
    rows = (
        Reading.objects.filter(user=user, discussion=discussion)
        .annotate(
            fresh=FilteredRelation(
                "discussion__comments",
                condition=_of_others(user, "discussion__comments__")
                & _after("discussion__comments__", F("visit_from"))
                & _after("discussion__comments__", discussion.last_number - WINDOW),
            )
        )
        .values_list(*_COLUMNS, "fresh__id", "fresh__root_id", "fresh__number", "fresh__late_no")
    )
    for *columns, comment_id, root_id, number, late_no in rows:
        row = row or _row(user, discussion, columns)
        if comment_id is not None:
            found.append(Arrival(late_no or number, comment_id, root_id))
    arrivals = tuple(sorted(found))
    if row is None:
        everything = Seen(discussion.last_number)
        return News(user, discussion, None, everything, everything, (), {}, is_more=False)
    before = row.read if timezone.now() - row.at > VISIT else row.visit
    return News(
        user,
        discussion,
        row,
        row.read,
        before,
        arrivals,
        {a.comment_id: a for a in arrivals if a.number not in before},
        is_more=before.to < discussion.last_number - WINDOW,
    )


_COLUMNS: Final = ("pk", "read_to", "read_more", "visit_from", "visit_more", "at", "version")


def _row(user: User, discussion: Discussion, columns: list[Any]) -> Reading:
    values = dict(zip(_COLUMNS, columns, strict=True))
    return Reading(user=user, discussion=discussion, **values)


def _of_others(user: User, prefix: str = "") -> Q:
    return (
        Q(**{f"{prefix}status": Status.PUBLISHED})
        & ~Q(**{f"{prefix}kind": CommentKind.OPENING})
        & ~Q(**{f"{prefix}author": user})
    )


def _after(prefix: str, mark: object) -> Q:
    """What arrived after a number: an index range of each of the two columns."""
    return Q(**{f"{prefix}number__gt": mark}) | Q(**{f"{prefix}late_no__gt": mark})


@dataclass(frozen=True, slots=True)
class Unread:
    """How much is unread, for lists. `is_more`: only the latest numbers were counted."""

    count: int
    is_more: bool

    def __str__(self) -> str:
        if self.is_more:
            return _("%(count)d+ new") % {"count": self.count} if self.count else _("New")
        return _("%(count)d new") % {"count": self.count}


def unread_counts(user: User | None, discussion_ids: Iterable[int]) -> dict[int, Unread]:
    """What is unread in each of some discussions, where anything is. One statement."""
    ids = list(discussion_ids)
    if user is None or not ids:
        return {}
    floor = F("discussion__last_number") - LISTED
    rows = (
        Reading.objects.filter(
            user=user, discussion__in=ids, read_to__lt=F("discussion__last_number")
        )
        .annotate(
            floor=floor,
            fresh=FilteredRelation(
                "discussion__comments",
                condition=_of_others(user, "discussion__comments__")
                & _after("discussion__comments__", F("read_to"))
                & _after("discussion__comments__", floor),
            ),
        )
        .values_list(
            "discussion_id", "read_to", "read_more", "floor", "fresh__number", "fresh__late_no"
        )
    )
    counts: dict[int, Unread] = {}
    for discussion_id, read_to, read_more, lowest, number, late_no in rows:
        count = counts.get(discussion_id, Unread(0, read_to < lowest)).count
        is_fresh = number is not None and (
            not read_more or (late_no or number) not in Seen.parse(read_to, read_more)
        )
        counts[discussion_id] = Unread(count + is_fresh, read_to < lowest)
    return {pk: unread for pk, unread in counts.items() if unread.count or unread.is_more}


def unread_discussions(viewer: Viewer, user: User) -> QuerySet[Discussion]:
    """What the member has opened before and where something of others arrived since."""
    arrived = Comment.objects.filter(
        _of_others(user), _after("", OuterRef("readings__read_to")), discussion=OuterRef("pk")
    )
    return (
        Discussion.objects.visible_to(viewer)
        .filter(readings__user=user, readings__read_to__lt=F("last_number"))
        .filter(Exists(arrived))
        .order_by("-last_comment_at", "-id")
    )


def unread_page(
    viewer: Viewer, user: User, start: Discussion | None
) -> tuple[list[tuple[Discussion, Unread]], int | None]:
    """
    A page of the list, the latest activity first, and the discussion that begins the next.

    A page may be shorter than others: where only comments beyond the mark were read, and the
    unread one before them was removed, the row drops out when it is counted.
    """
    found = unread_discussions(viewer, user)
    if start is not None:
        found = found.filter(
            Q(last_comment_at__lt=start.last_comment_at)
            | Q(last_comment_at=start.last_comment_at, id__lte=start.pk)
        )
    page = list(found[: PAGE + 1])
    counts = unread_counts(user, [discussion.pk for discussion in page[:PAGE]])
    listed = [(found, counts[found.pk]) for found in page[:PAGE] if found.pk in counts]
    return listed, page[PAGE].pk if len(page) > PAGE else None
