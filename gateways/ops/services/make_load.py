"""
Big data to try on: a discussion of a million comments, a board of a million topics, a chain of
ten thousand replies, in minutes. Written past the verbs in whole tables, with every derived
column as the verbs and `recount` would leave it. Nobody is told, nothing is indexed.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Guest, User
from forum.comments import order
from forum.comments.models import (
    Comment,
    CommentKind,
    Discussion,
    Hat,
    Mark,
    MarkKind,
    Status,
    StatusChange,
)
from forum.comments.services.rank import rank
from forum.topics.models import Board, Tag, Topic, TopicKind
from forum.topics.models.topic import KIND
from forum.topics.services.ask import slug_of
from foundation.text import RENDER_VERSION, render_markdown
from gateways.ops.bulk import Sheet, moment, next_id
from gateways.ops.invented import LEVELS, SEED, WORDS, Writer

MEMBERS: Final = 100
GUESTS: Final = 30
TEXTS: Final = 500
TITLES: Final = 2000
NOBODY: Final = -1  # the parent of a root

# One of so many comments…
DELETED: Final = 50
BY_A_GUEST: Final = 6
IN_A_ROLE: Final = 400
FOUND_HELPFUL: Final = 10

# A topic every twenty minutes; a million of them reach back forty years.
OFTEN: Final = timedelta(minutes=20)
LONGEST: Final = timedelta(days=40 * 365)

Told = Callable[[str], None]


def quiet(_text: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Cast:
    """Who writes, and what they say: source and HTML of some hundred texts."""

    members: list[int]
    guests: list[int]
    texts: list[tuple[str, str]]
    writer: Writer

    @property
    def dice(self) -> random.Random:
        return self.writer.dice


def make_cast(seed: int = SEED) -> Cast:
    """The same people and the same texts for the same seed."""
    writer = Writer(seed)
    sources = [writer.text(writer.dice.randint(20, 120)) for _ in range(TEXTS)]
    return Cast(
        members=[_member(number).pk for number in range(MEMBERS)],
        guests=[
            Guest.objects.get_or_create(name=f"Guest of the load {number}")[0].pk
            for number in range(GUESTS)
        ],
        texts=[(source, render_markdown(source, "comment")) for source in sources],
        writer=writer,
    )


def lively(count: int, dice: random.Random) -> array[int]:
    """
    The parents of `count` comments, by place: a tree that looks like talk. On five levels, as
    many on each as in a measured one; most answer something recent, some a text of long ago, and
    a few texts draw a crowd.
    """
    parents = array("q")
    levels = [array("q") for _ in LEVELS]
    chosen = dice.choices(range(len(LEVELS)), LEVELS, k=count)
    for place, wanted in enumerate(chosen):
        level = wanted
        while level and not levels[level - 1]:
            level -= 1
        parents.append(_answered(levels[level - 1], dice) if level else NOBODY)
        levels[level].append(place)
    return parents


def _answered(above: array[int], dice: random.Random) -> int:
    last = len(above) - 1
    way = dice.random()
    if way < 0.02:  # one text of two thousand draws a crowd
        return above[last // 2000 * 2000]
    if way < 0.75:
        return above[max(0, last - int(dice.random() ** 2 * 60))]
    return above[int(dice.random() * len(above))]


def chain(count: int) -> array[int]:
    """Each answers the one before."""
    return array("q", range(NOBODY, count - 1))


@transaction.atomic
def fill(discussion: Discussion, parents: Sequence[int], cast: Cast, tell: Told = quiet) -> None:
    """Write comments into a discussion that has none but perhaps an opening."""
    _widen_cache()
    discussion.refresh_from_db()
    plan = _Plan(discussion, parents, cast)
    Sheet(Comment, _Plan.COLUMNS).write(plan.rows(tell))
    changes = Sheet(StatusChange, ["comment_id", "before", "after", "at"])
    changes.write(plan.changes())
    marks = Sheet(Mark, ["comment_id", "kind", "by_id"])
    marks.write(plan.marks())
    Discussion.objects.filter(pk=discussion.pk).update(**plan.counters(), version=F("version") + 1)
    discussion.refresh_from_db()


class _Plan:
    """What stands where, worked out before the first row is written."""

    COLUMNS: Final = (
        "id", "discussion_id", "parent_id", "root_id", "number", "root_no", "order_key", "depth",
        "author_id", "guest_id", "hat", "body_source", "body_html", "render_version", "status",
        "shown", "created_at", "published_at", "reply_count", "thread_count", "helpful_count",
        "helpful_rank",
    )  # fmt: skip

    def __init__(self, discussion: Discussion, parents: Sequence[int], cast: Cast) -> None:
        self.discussion = discussion
        self.parents = parents
        self.cast = cast
        self.count = len(parents)
        self.first = next_id(Comment)
        self.began = discussion.created_at
        self.step = (timezone.now() - self.began) / (self.count + 1)
        dice = cast.dice
        # The last one stays, so that the discussion's last comment is the last row.
        self.deleted = bytearray(dice.random() * DELETED < 1 for _ in range(self.count))
        if self.count:
            self.deleted[-1] = 0
        self.authors = array(
            "q",
            (
                -dice.choice(cast.guests)
                if dice.random() * BY_A_GUEST < 1
                else dice.choice(cast.members)
                for _ in range(self.count)
            ),
        )
        self.votes = {
            place: dice.sample(cast.members, min(len(cast.members), 1 + int(dice.expovariate(0.5))))
            for place in range(self.count)
            if dice.random() * FOUND_HELPFUL < 1
        }
        self.vote_count = sum(len(voters) for voters in self.votes.values())
        self._count_tree()

    def _count_tree(self) -> None:
        """As `recount` does: a child stands behind its parent, so one pass back sees it first."""
        self.roots = array("q")
        for place, parent in enumerate(self.parents):
            self.roots.append(place if parent == NOBODY else self.roots[parent])
        self.replies = array("l", bytes(8 * self.count))
        self.below = array("l", bytes(8 * self.count))
        self.shown = bytearray(self.count)
        for place in range(self.count - 1, -1, -1):
            if self.deleted[place] and not self.replies[place]:
                continue
            self.shown[place] = 1
            parent = self.parents[place]
            if parent != NOBODY:
                self.replies[parent] += 1
                self.below[self.roots[place]] += 1

    def when(self, place: int) -> datetime:
        return self.began + self.step * (place + 1)

    def rows(self, tell: Told) -> Iterator[tuple[object, ...]]:
        dice, texts, first = self.cast.dice, self.cast.texts, self.first
        numbered = self.discussion.last_number + 1
        root_no = 0
        keys: list[str] = []
        depths = array("l")
        for place, parent in enumerate(self.parents):
            is_root = parent == NOBODY
            root_no += is_root
            number = numbered + place
            keys.append(order.key_under("" if is_root else keys[parent], number))
            depths.append(1 if is_root else depths[parent] + 1)
            who = self.authors[place]
            source, html = texts[int(dice.random() * len(texts))]
            at = moment(self.when(place))
            votes = len(self.votes.get(place, ()))
            yield (
                first + place,
                self.discussion.pk,
                None if is_root else first + parent,
                None if is_root else first + self.roots[place],
                number,
                root_no if is_root else None,
                keys[place],
                depths[place],
                who if who > 0 else None,
                -who if who < 0 else None,
                Hat.MODERATOR.value if who > 0 and place % IN_A_ROLE == 0 else "",
                source,
                html,
                RENDER_VERSION,
                Status.DELETED.value if self.deleted[place] else Status.PUBLISHED.value,
                bool(self.shown[place]),
                at,
                at,
                self.replies[place],
                self.below[place] if is_root else 0,
                votes,
                rank(votes, self.vote_count),
            )
            if number % 100_000 == 0:
                tell(f"{place + 1:,} of {self.count:,} comments")

    def changes(self) -> Iterator[tuple[object, ...]]:
        """The log of their statuses: published, and some taken back by their authors."""
        for place in range(self.count):
            at = moment(self.when(place))
            yield self.first + place, "", Status.PUBLISHED.value, at
            if self.deleted[place]:
                yield self.first + place, Status.PUBLISHED.value, Status.DELETED.value, at

    def marks(self) -> Iterator[tuple[object, ...]]:
        for place, voters in self.votes.items():
            for voter in voters:
                yield self.first + place, MarkKind.HELPFUL.value, voter

    def counters(self) -> dict[str, object]:
        published = self.count - sum(self.deleted)
        starter = self.discussion.started_by_id
        own = sum(
            1
            for place, who in enumerate(self.authors)
            if who == starter and not self.deleted[place]
        )
        columns: dict[str, object] = {
            "last_number": self.discussion.last_number + self.count,
            "last_root_no": sum(1 for parent in self.parents if parent == NOBODY),
            "root_count": sum(
                1
                for place, parent in enumerate(self.parents)
                if parent == NOBODY and self.shown[place]
            ),
            "comment_count": published,
            "others_count": published - own,
            "vote_count": self.vote_count,
            "ranked_votes": self.vote_count,
        }
        if self.count:
            columns |= {
                "last_comment_id": self.first + self.count - 1,
                "last_comment_at": self.when(self.count - 1),
            }
        return columns


@transaction.atomic
def start_topics(
    board: Board, count: int, cast: Cast, tell: Told = quiet, *, over: timedelta | None = None
) -> list[int]:
    """
    Topics on a board, started one by one over that time, the last the newest; every second one
    has an answer. Returns their ids from first to last.
    """
    _widen_cache()
    plan = _Topics(board, count, cast, over or min(count * OFTEN, LONGEST))
    # Keys to other tables are looked at when the transaction ends: a discussion may name its
    # last comment before that is written.
    Sheet(Discussion, _Topics.DISCUSSIONS).write(plan.discussions())
    Sheet(Topic, ["id", "discussion_id", "board_id", "kind", "slug"]).write(plan.topics())
    tell(f"{count:,} topics, and now what they say")
    Sheet(Comment, _Topics.COMMENTS).write(plan.comments(tell))
    Sheet(StatusChange, ["comment_id", "before", "after", "at"]).write(plan.changes())
    Sheet(Topic.tags.through, ["topic_id", "tag_id"]).write(plan.tags())
    return list(range(plan.topic, plan.topic + count))


class _Topics:
    DISCUSSIONS: Final = (
        "id", "kind", "title", "url", "audience_id", "shelf", "started_by_id", "asker_id",
        "created_at", "last_comment_at", "last_number", "last_root_no", "comment_count",
        "root_count", "others_count", "last_comment_id", "version",
    )  # fmt: skip
    COMMENTS: Final = (
        "id", "discussion_id", "kind", "number", "root_no", "order_key", "author_id",
        "body_source", "body_html", "render_version", "created_at", "published_at",
    )  # fmt: skip

    def __init__(self, board: Board, count: int, cast: Cast, over: timedelta) -> None:
        self.board = board
        self.count = count
        self.cast = cast
        self.discussion = next_id(Discussion)
        self.topic = next_id(Topic)
        self.comment = next_id(Comment)
        titles = [cast.writer.title() for _ in range(TITLES)]
        self.titles = [(title, slug_of(title)) for title in titles]
        dice = cast.dice
        self.chosen = array("l", (int(dice.random() * TITLES) for _ in range(count)))
        self.questions = bytearray(dice.random() < 0.7 for _ in range(count))
        self.starters = array("q", (dice.choice(cast.members) for _ in range(count)))
        # Looked up here: while rows are on their way, the connection answers no question.
        self.tag_ids = [
            Tag.objects.get_or_create(slug=word, defaults={"name": word})[0].pk
            for word in WORDS[40:60]
        ]
        self.now = timezone.now()
        self.wide = over / max(1, count)

    def when(self, place: int) -> datetime:
        return self.now - self.wide * (self.count - place)

    @staticmethod
    def is_answered(place: int) -> bool:
        return place % 2 == 1

    def discussions(self) -> Iterator[tuple[object, ...]]:
        comment = self.comment
        for place in range(self.count):
            title, slug = self.titles[self.chosen[place]]
            at = moment(self.when(place))
            starter = self.starters[place]
            answered = int(self.is_answered(place))
            yield (
                self.discussion + place,
                KIND,
                title,
                f"/t/{self.topic + place}-{slug}/",
                self.board.audience_id,
                self.board.pk,
                starter,
                starter if self.questions[place] else None,
                at,
                moment(self.when(place) + self.wide / 2) if answered else at,
                1 + answered,
                answered,
                answered,
                answered,
                int(answered and self._answers(place) != starter),
                comment + 1 if answered else None,
                1,
            )
            comment += 1 + answered

    def topics(self) -> Iterator[tuple[object, ...]]:
        for place in range(self.count):
            _title, slug = self.titles[self.chosen[place]]
            kind = TopicKind.QUESTION if self.questions[place] else TopicKind.TALK
            yield (self.topic + place, self.discussion + place, self.board.pk, kind.value, slug)

    def comments(self, tell: Told) -> Iterator[tuple[object, ...]]:
        comment = self.comment
        for place in range(self.count):
            began = self.when(place)
            posts = [(CommentKind.OPENING, self.starters[place], began)]
            if self.is_answered(place):
                posts.append((CommentKind.REPLY, self._answers(place), began + self.wide / 2))
            for number, (kind, author, when) in enumerate(posts, 1):
                source, html = self.cast.texts[(place * 7 + number) % TEXTS]
                at = moment(when)
                yield (
                    comment,
                    self.discussion + place,
                    kind.value,
                    number,
                    None if kind == CommentKind.OPENING else 1,
                    order.key_under("", number),
                    author,
                    source,
                    html,
                    RENDER_VERSION,
                    at,
                    at,
                )
                comment += 1
            if (place + 1) % 100_000 == 0:
                tell(f"{place + 1:,} of {self.count:,} topics")

    def changes(self) -> Iterator[tuple[object, ...]]:
        comment = self.comment
        for place in range(self.count):
            for _post in range(1 + self.is_answered(place)):
                yield comment, "", Status.PUBLISHED.value, moment(self.when(place))
                comment += 1

    def tags(self) -> Iterator[tuple[object, ...]]:
        for place in range(self.count):
            for tag in self.cast.dice.sample(self.tag_ids, 2):
                yield self.topic + place, tag

    def _answers(self, place: int) -> int:
        members = self.cast.members
        return members[place * 13 % len(members)]


def _member(number: int) -> User:
    """Nobody can sign in as one of these: no password, no mail that arrives."""
    found = User.objects.filter(handle=f"load-{number}").first()
    return found or User.objects.create_user(
        f"load-{number}@example.invalid",
        handle=f"load-{number}",
        name=f"Load {number}",
        joined_at=timezone.now() - timedelta(days=400 + number),
    )


def _widen_cache() -> None:
    """SQLite sorts a dozen indexes at once; with room for them it is several times as fast."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -400000")
