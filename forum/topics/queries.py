"""Lists of topics. Each is one index range, found by keyset, with what its rows show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.viewer import Shape, Viewer
from forum.comments import render
from forum.comments.models import (
    AudienceKind,
    Comment,
    CommentKind,
    Discussion,
    DiscussionStatus,
    Status,
)
from forum.comments.models.discussion import audience_kinds_of
from forum.topics.models import Board, Tag, Topic, TopicKind
from forum.topics.models.topic import KIND
from foundation.database.prepared import Prepared
from foundation.text import excerpt, strip_to_text

PAGE: Final = 20
FIRST_WORDS: Final = 240  # in characters
BESIDE: Final = 50
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)

LISTS: Final = {
    "latest": _("Latest"),
    "unanswered": _("Unanswered"),
    "mine": _("My topics"),
}


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One page of a list. `next` is the discussion that begins the following page."""

    topics: list[Topic]
    next: int | None = None


_WHO: Final = ("started_by", "last_comment__author")
_UNSHOWN: Final = ("password", "about", "email", "name_skeleton", "language", "time_zone")


def with_rows(found: QuerySet[Topic]) -> QuerySet[Topic]:
    """With everything a row of a list shows."""
    return (
        found.select_related(
            "board",
            "discussion__audience",
            "discussion__started_by",
            "discussion__last_comment__author",
            "discussion__last_comment__guest",
        )
        .defer(
            # A list of twenty would read twenty comments and the lives of forty people.
            *(f"discussion__last_comment__{name}" for name in ("body_source", "body_html")),
            *(f"discussion__{who}__{name}" for who in _WHO for name in _UNSHOWN),
        )
        .prefetch_related("tags")
    )


def seen(pk: int, viewer: Viewer) -> Topic | None:
    """A topic with what its page shows, if the viewer may see it."""
    user = viewer.user
    return next(iter(_seen([pk, user.pk if user is not None else 0], viewer.shape)), None)


class Branches(NamedTuple):
    """What would be moved: so many comments, of so many people."""

    comments: int
    people: int


def beside(head: Comment) -> list[tuple[int, str]]:
    """What could come along: the comments after it on the same level, and later roots."""
    level = Q(parent=head.parent_id) if head.parent_id is not None else Q(parent__isnull=True)
    found = Comment.objects.filter(
        level | Q(parent__isnull=True),
        discussion=head.discussion_id,
        kind=CommentKind.REPLY,
        status=Status.PUBLISHED,
        number__gt=head.number,
    )
    rows = found.select_related("author", "guest").order_by("number")[:BESIDE]
    return [
        (row.pk, f"{render.name_of(row)}: {excerpt(strip_to_text(row.body_html), 80)}")
        for row in rows
    ]


def branches_of(head: Comment, others: Collection[int]) -> Branches:
    """The published comments of these branches, counted."""
    rows = Comment.objects.filter(discussion=head.discussion_id).order_by("number")
    ids: set[int] = set()
    people: set[tuple[int | None, int | None]] = set()
    published = 0
    for row in rows.only("parent", "author", "guest", "status"):
        if row.pk == head.pk or row.pk in others or row.parent_id in ids:
            ids.add(row.pk)
            if row.is_published:
                published += 1
                people.add((row.author_id, row.guest_id))
    return Branches(published, len(people))


def all_of(topic: Topic) -> Branches:
    found = Comment.objects.filter(discussion=topic.discussion_id, status=Status.PUBLISHED)
    found = found.exclude(kind=CommentKind.NOTICE)
    people = set(found.values_list("author", "guest"))
    return Branches(found.count(), len(people))


def went_on(pk: int) -> Discussion | None:
    """The emptied discussion of a topic that goes on elsewhere."""
    found = Discussion.objects.filter(topic=pk, continued_at__isnull=False)
    return found.first()


def begun_of(pk: int) -> tuple[Topic, str] | None:
    """A topic that became one for members only, with the first words of its opening: all that
    others see of it. None for one that was never open to them."""
    found = (
        Topic.objects.filter(pk=pk, discussion__audience__narrows__kind=AudienceKind.PUBLIC)
        .exclude(discussion__status=DiscussionStatus.HIDDEN)
        .select_related("board", "discussion__audience")
        .first()
    )
    if found is None:
        return None
    opening = Comment.objects.filter(
        discussion=found.discussion_id, kind=CommentKind.OPENING, status=Status.PUBLISHED
    ).first()
    words = strip_to_text(opening.body_html) if opening is not None else ""
    return found, excerpt(words, FIRST_WORDS)


def _seen_by(pk: int, user_id: int, shape: Shape | None) -> QuerySet[Topic]:
    return (
        Topic.objects.visible_to(Viewer.shaped(user_id, shape))
        .filter(pk=pk)
        .select_related("board__audience", "discussion__audience", "discussion__status_by")
    )


_seen = Prepared(_seen_by)


def tags_of(topic: Topic) -> list[Tag]:
    return _tags([topic.pk])


_tags = Prepared(lambda topic: Tag.objects.filter(topics=topic))


def listed(viewer: Viewer) -> QuerySet[Topic]:
    """Topics that stand in lists: open to the viewer and not hidden, whoever they are."""
    return _open_to(audience_kinds_of(viewer))


def _open_to(kinds: Collection[str]) -> QuerySet[Topic]:
    return Topic.objects.filter(
        discussion__kind=KIND, discussion__audience__kind__in=kinds
    ).exclude(discussion__status=DiscussionStatus.HIDDEN)


def listed_among(viewer: Viewer, refs: Sequence[int]) -> QuerySet[Topic]:
    """
    Those of the given topics that stand in lists.

    Not narrowed by kind, which every topic has: SQLite keeps no statistics by itself and would
    walk all topics by that index, 160 ms of 10,000, where the numbers find them in 8.
    """
    return Topic.objects.filter(
        pk__in=refs, discussion__audience__kind__in=audience_kinds_of(viewer)
    ).exclude(discussion__status=DiscussionStatus.HIDDEN)


class _Look(NamedTuple):
    """What the statement of a list's page is built from, beside the values in it."""

    kinds: tuple[str, ...]  # of audiences
    goes_on: bool  # from a place on, instead of from the beginning
    rank: int  # of that place: pinned ones stand above 0
    limit: int


def on_board(board: Board, viewer: Viewer, start: Discussion | None) -> TopicPage:
    """Pinned first, then the last activity."""
    values = board.pk, *_place(start, "last_comment_at")
    return _page(_on_board(values, _look(viewer, start, PAGE)), PAGE)


def _of_board(shelf: int, at: datetime, pk: int, look: _Look) -> QuerySet[Topic]:
    found = _open_to(look.kinds).filter(discussion__shelf=shelf)
    if look.rank:
        found = found.filter(
            Q(discussion__rank__lt=look.rank)
            | Q(discussion__rank=look.rank) & _not_after("last_comment_at", at, pk)
        )
    elif look.goes_on:  # behind the pinned ones: one range of the index
        found = found.filter(_not_after("last_comment_at", at, pk), discussion__rank=0)
    return with_rows(
        found.order_by("-discussion__rank", "-discussion__last_comment_at", "-discussion_id")
    )[: look.limit + 1]


_on_board = Prepared(_of_board)


def latest(viewer: Viewer, start: Discussion | None = None, limit: int = PAGE) -> TopicPage:
    found = _latest(_place(start, "last_comment_at"), _look(viewer, start, limit))
    return _page(found, limit)


def _by_activity(at: datetime, pk: int, look: _Look) -> QuerySet[Topic]:
    found = _open_to(look.kinds)
    if look.goes_on:
        found = found.filter(_not_after("last_comment_at", at, pk))
    return with_rows(found.order_by("-discussion__last_comment_at", "-discussion_id"))[
        : look.limit + 1
    ]


_latest = Prepared(_by_activity)


def unanswered(viewer: Viewer, start: Discussion | None = None, limit: int = PAGE) -> TopicPage:
    """Questions to which nobody but the asker has written, newest first."""
    found = _unanswered(_place(start, "created_at"), _look(viewer, start, limit))
    return _page(found, limit)


def _without_answer(at: datetime, pk: int, look: _Look) -> QuerySet[Topic]:
    found = _open_to(look.kinds).filter(
        kind=TopicKind.QUESTION, discussion__others_count=0, discussion__status="open"
    )
    if look.goes_on:
        found = found.filter(_not_after("created_at", at, pk))
    return with_rows(found.order_by("-discussion__created_at", "-discussion_id"))[: look.limit + 1]


_unanswered = Prepared(_without_answer)


def mine(user: User, start: Discussion | None = None) -> TopicPage:
    """What a person started and may still see, also what waits for a moderator."""
    found = Topic.objects.visible_to(Viewer.for_user(user)).filter(
        discussion__started_by=user, discussion__kind=KIND, discussion__continued_at=None
    )
    if start is not None:
        found = found.filter(_not_after("last_comment_at", *_place(start, "last_comment_at")))
    rows = with_rows(found.order_by("-discussion__last_comment_at", "-discussion_id"))
    return _page(list(rows[: PAGE + 1]), PAGE)


def tagged(tag: Tag, viewer: Viewer, limit: int = PAGE) -> list[Topic]:
    return list(
        with_rows(listed(viewer).filter(tags=tag)).order_by(
            "-discussion__last_comment_at", "-discussion_id"
        )[:limit]
    )


def started_by(user: User, viewer: Viewer, limit: int = 10) -> list[Topic]:
    """A person's topics as the viewer may see them."""
    found = listed(viewer).filter(discussion__started_by=user)
    return list(with_rows(found).order_by("-discussion__last_comment_at", "-discussion_id")[:limit])


def _look(viewer: Viewer, start: Discussion | None, limit: int) -> _Look:
    rank = start.rank if start is not None else 0
    return _Look(tuple(audience_kinds_of(viewer)), start is not None, rank, limit)


def _place(start: Discussion | None, column: str) -> tuple[datetime, int]:
    """Where in the order of that column a page begins; what the first page is given is not used."""
    return (getattr(start, column), start.pk) if start is not None else (_NEVER, 0)


def _not_after(column: str, at: datetime, pk: int) -> Q:
    """From that place on. The first bound alone says where in the index to begin."""
    return Q(
        Q(**{f"discussion__{column}__lt": at}) | Q(discussion__id__lte=pk),
        **{f"discussion__{column}__lte": at},
    )


def _page(found: list[Topic], limit: int) -> TopicPage:
    """Of the rows found one more than the page shows is where the next one begins."""
    following = found[limit].discussion_id if len(found) > limit else None
    return TopicPage(found[:limit], following)
