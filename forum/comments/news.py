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
- Marks look back WINDOW numbers of a discussion, lists LISTED, and where nothing is unread among
  these WINDOW too, so that a page costs the same however long somebody was away; what lies further
  back is counted as "more" and marked as old.

A page asks one statement: the member's row joined to what arrived after it. It writes one small
row where something new is shown, and nothing where nothing is new.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, NamedTuple

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.fetch import as_text, moment
from forum.comments.models import Comment, CommentKind, Discussion, Reading, Status
from forum.comments.seen import Seen
from foundation.database.prepared import prepared_cursor

Followed = Callable[[User], Q]
_followed: list[Followed] = []


def choose_followed(source: Followed) -> None:
    """Join at start: the condition on a discussion that says that a member follows it."""
    _followed.append(source)


def follows(user: User) -> Q:
    found = Q()
    for ask in _followed:
        found |= ask(user)
    return found


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


# Published comments of others. Every query set on this path would cost more than its statement.
_PUBLISHED: Final = f"c.status = '{Status.PUBLISHED}' AND c.kind = '{CommentKind.REPLY}'"
_OTHERS: Final = f"{_PUBLISHED} AND (c.author_id IS NULL OR c.author_id <> %s)"
_COMMENT: Final = Comment._meta.db_table
# Above every number. Of a range with two ends PostgreSQL expects little, of one with a single end a
# third of the discussion, and would read it all.
_FAR: Final = 2**62
_READING: Final = Reading._meta.db_table

_MARKS: Final = (
    f"SELECT r.id, r.read_to, r.read_more, r.visit_from, r.visit_more, {as_text('r.at')}, "  # noqa: S608  names of ours
    f"r.version FROM {_READING} r WHERE r.user_id = %s AND r.discussion_id = %s"
)
# A union of ranges between numbers that are known, which both engines read by their indexes
# alone. A join that compares two columns makes PostgreSQL guess, and read whole discussions.
_NEWS: Final = (
    f"SELECT COALESCE(c.late_no, c.number) AS arrival, c.id, c.root_id FROM {_COMMENT} c "  # noqa: S608  names of ours
    f"WHERE c.discussion_id = %s AND c.{{0}} > %s AND c.{{0}} < {_FAR} AND {_OTHERS}"
)
_NEWS_IN_ONE: Final = (
    _NEWS.format("number")
    + " AND c.late_no IS NULL UNION ALL "
    + _NEWS.format("late_no")
    + " ORDER BY arrival"
)


def news_of(user: User, discussion: Discussion) -> News:
    """
    At most two statements, and one for who has seen everything. Complete up to
    `discussion.last_number` as the caller has read it.
    """
    rows = _ask(_MARKS, [user.pk, discussion.pk])
    if not rows:
        everything = Seen(discussion.last_number)
        return News(user, discussion, None, everything, everything, (), {}, is_more=False)
    [(pk, read_to, read_more, visit_from, visit_more, at, version)] = rows
    row = Reading(
        pk=pk,
        user=user,
        discussion=discussion,
        read_to=read_to,
        read_more=read_more,
        visit_from=visit_from,
        visit_more=visit_more,
        at=moment(at),
        version=version,
    )
    floor = discussion.last_number - WINDOW
    arrivals: tuple[Arrival, ...] = ()
    if visit_from < discussion.last_number:
        after = [discussion.pk, max(visit_from, floor), user.pk]
        arrivals = tuple(Arrival._make(columns) for columns in _ask(_NEWS_IN_ONE, after * 2))
    before = row.read if timezone.now() - row.at > VISIT else row.visit
    return News(
        user,
        discussion,
        row,
        row.read,
        before,
        arrivals,
        {a.comment_id: a for a in arrivals if a.number not in before},
        is_more=before.to < floor,
    )


def news_for(viewer: Viewer, discussion: Discussion) -> News | None:
    """Members have news; a guest's are kept in their own browser, by static/js/news.js."""
    return None if viewer.user is None else news_of(viewer.user, discussion)


class Fresh(NamedTuple):
    """A published comment by the number of its arrival, and who wrote it."""

    number: int
    comment_id: int
    author_id: int | None
    guest_id: int | None


# Two index ranges, as above.
_ARRIVED: Final = (
    "SELECT COALESCE(c.late_no, c.number) AS arrival, c.id, c.author_id, c.guest_id "  # noqa: S608
    f"FROM {_COMMENT} c WHERE c.discussion_id = %s AND c.{{0}} > %s AND c.{{0}} < {_FAR} "
    f"AND {_PUBLISHED}"
)
_ARRIVED_IN_ONE: Final = (
    _ARRIVED.format("number")
    + " AND c.late_no IS NULL UNION ALL "
    + _ARRIVED.format("late_no")
    + " ORDER BY arrival"
)


def arrived_after(discussion_id: int, number: int) -> list[Fresh]:
    """What readers can see since, in the order of arrival, without the opening of a topic."""
    return [Fresh(*row) for row in _ask(_ARRIVED_IN_ONE, [discussion_id, number] * 2)]


def _ask(sql: str, params: list[Any]) -> list[Any]:
    with prepared_cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[Any] = cursor.fetchall()
    return rows


@dataclass(frozen=True, slots=True)
class Unread:
    """How much is unread, for lists. `is_more`: only the latest numbers were counted."""

    count: int
    is_more: bool

    def __str__(self) -> str:
        if self.is_more:
            return _("%(count)d+ new") % {"count": self.count}
        return _("%(count)d new") % {"count": self.count}


# Unions of ranges, as above.
_UNREAD: Final = (
    f"SELECT c.discussion_id, COALESCE(c.late_no, c.number) FROM {_COMMENT} c "  # noqa: S608  names of ours
    f"WHERE c.discussion_id = %s AND c.{{0}} > %s AND c.{{0}} < {_FAR} AND {_OTHERS}"
)
_UNREAD_IN_ONE: Final = (
    _UNREAD.format("number") + " AND c.late_no IS NULL UNION ALL " + _UNREAD.format("late_no")
)


def unread_counts(user: User | None, discussions: Iterable[Discussion]) -> dict[int, Unread]:
    """
    What is unread in each of some discussions, by its id, where anything is: two statements, one
    where nothing was written since the member was there, and three where they read the latest
    of much first.
    """
    last = {discussion.pk: discussion.last_number for discussion in discussions}
    if user is None or not last:
        return {}
    rows = [
        row
        for row in Reading.objects.filter(user=user, discussion__in=last)
        if row.read_to < last[row.discussion_id]
    ]
    if not rows:
        return {}
    read = {row.discussion_id: row.read for row in rows}
    counts = _counted(user, read, last, LISTED)
    # Where the latest were read first, what is left lies further back.
    behind = {
        pk: seen for pk, seen in read.items() if pk not in counts and seen.to < last[pk] - LISTED
    }
    return counts | _counted(user, behind, last, WINDOW) if behind else counts


def _counted(
    user: User, read: Mapping[int, Seen], last: Mapping[int, int], reach: int
) -> dict[int, Unread]:
    """What is unread among the last `reach` numbers of each discussion."""
    floors = {pk: last[pk] - reach for pk in read}
    params = [
        value
        for pk, seen in read.items()
        for _column in ("number", "late_no")
        for value in (pk, max(seen.to, floors[pk]), user.pk)
    ]
    counts: dict[int, Unread] = {}
    for pk, arrival in _ask(" UNION ALL ".join([_UNREAD_IN_ONE] * len(read)), params):
        if arrival not in read[pk]:
            count = counts[pk].count if pk in counts else 0
            counts[pk] = Unread(count + 1, is_more=read[pk].to < floors[pk])
    return counts


def unread_discussions(
    viewer: Viewer, user: User, *, only_followed: bool = False
) -> QuerySet[Discussion]:
    """What the member has opened before, or of that what they follow, and where something of
    others arrived since."""
    others = Comment.objects.filter(
        Q(kind=CommentKind.REPLY),
        ~Q(author=user),
        discussion=OuterRef("pk"),
        status=Status.PUBLISHED,
    )
    # The last of others, one step into an index; "is there any after" would be a guess again.
    last = others.order_by("-number").values("number")[:1]
    last_late = others.filter(late_no__isnull=False).order_by("-late_no").values("late_no")[:1]
    chosen = Discussion.objects.visible_to(viewer)
    if only_followed:
        chosen = chosen.filter(follows(user))
    return (
        chosen.annotate(mine=FilteredRelation("readings", condition=Q(readings__user=user)))
        .filter(
            Q(mine__read_to__lt=Subquery(last)) | Q(mine__read_to__lt=Subquery(last_late)),
            mine__read_to__lt=F("last_number"),
        )
        .order_by("-last_comment_at", "-id")
    )


def unread_page(
    viewer: Viewer, user: User, start: Discussion | None, *, only_followed: bool = False
) -> tuple[list[tuple[Discussion, Unread]], int | None]:
    """
    A page of the list, the latest activity first, and the discussion that begins the next.

    A page may be shorter than others: a row drops out when it is counted and what had arrived
    beyond the mark turns out to be read, or to lie further back than marks look.
    """
    found = unread_discussions(viewer, user, only_followed=only_followed)
    if start is not None:
        found = found.filter(
            Q(last_comment_at__lt=start.last_comment_at)
            | Q(last_comment_at=start.last_comment_at, id__lte=start.pk)
        )
    page = list(found[: PAGE + 1])
    counts = unread_counts(user, page[:PAGE])
    listed = [(found, counts[found.pk]) for found in page[:PAGE] if found.pk in counts]
    return listed, page[PAGE].pk if len(page) > PAGE else None
