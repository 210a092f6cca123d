"""A site worth measuring: made from a fixed seed, so that every run measures the same content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from articles.models import Article
from articles.services.publish import publish
from articles.services.write import create
from forum.comments import order
from forum.comments.models import BodyFormat, Comment, CommentKind, Discussion, Status
from forum.comments.services.lay_in import Row, lay_in
from forum.topics.models import Board, Tag, Topic, TopicKind
from forum.topics.models.topic import KIND
from forum.topics.services import boards
from forum.topics.services.ask import slug_of
from foundation.branding import settings
from foundation.text import RENDER_VERSION, render_markdown
from gateways.ops.invented import LEVELS, WORDS, Writer

TEXTS = 400


@dataclass(frozen=True, slots=True)
class Sizes:
    comments: int = 1000
    topics: int = 10_000
    replies: int = 1000
    members: int = 100
    articles: int = 12


SMALL = Sizes(comments=100, topics=200, replies=60, members=10, articles=4)


@dataclass(frozen=True, slots=True)
class Content:
    article: Article
    board: Board
    topic: Topic
    fifty: Topic  # its first page shows fifty comments
    deep: Discussion  # on the board, near its end
    members: list[User]


def make(sizes: Sizes) -> Content:
    writer = Writer()
    now = timezone.now()
    texts = [writer.text(writer.dice.randint(20, 120)) for _ in range(TEXTS)]
    bodies = [(text, render_markdown(text, "comment")) for text in texts]
    members = _members(sizes.members, now)
    hand = Hand(writer, bodies, members, now)
    articles = [_article(writer, number, now) for number in range(sizes.articles)]
    for article in articles[1:]:
        hand.lay(_discussion_of(article), writer.dice.randint(0, 20))
    hand.lay(_discussion_of(articles[0]), sizes.comments)
    board = boards.make("Everyday life", description="All that fills a day.")
    other = boards.make("Work", description="Jobs, colleagues and rest.")
    topics = hand.topics(board, sizes.topics)
    long_topic = hand.topics(other, 1)[0]
    hand.lay(long_topic.discussion, sizes.replies)
    fifty = hand.topics(other, 1)[0]
    hand.lay_page(fifty.discussion)
    for topic in topics[-60:]:
        hand.lay(topic.discussion, writer.dice.randint(1, 8))
    boards.count()
    loosen_limits()
    call_command("reindex", verbosity=0)
    return Content(articles[0], board, long_topic, fifty, topics[20].discussion, members)


def loosen_limits() -> None:
    """The site's own settings, so that one machine may write as fast as a crowd."""
    for key, value in {
        "first_comments_held": 0,
        "reply_wait_seconds": 0,
        "form_seconds": 0,
        "new_member_replies": 1000,
        "member_replies": 10_000,
    }.items():
        settings.set_value(key, value)


@dataclass(slots=True)
class Hand:
    """Writes many comments and topics at once, past the rules."""

    writer: Writer
    bodies: list[tuple[str, str]]
    members: list[User]
    now: datetime

    def lay(self, discussion: Discussion, count: int) -> None:
        """A tree that looks like talk: a third answers answers, to five levels and a few deeper."""
        dice = self.writer.dice
        levels: list[list[str]] = [[] for _ in LEVELS]
        rows: list[Row] = []
        began = discussion.created_at
        span = max(self.now - began, timedelta(hours=1))
        for number in range(count):
            level = dice.choices(range(len(LEVELS)), LEVELS)[0]
            while level and not levels[level - 1]:
                level -= 1
            parent = dice.choice(levels[level - 1]) if level else None
            source, html = dice.choice(self.bodies)
            rows.append(
                Row(
                    ref=str(number),
                    created_at=began + span * (number + 1) / (count + 1),
                    body_source=source,
                    body_html=html,
                    author=dice.choice(self.members),
                    parent_ref=parent,
                    body_format=BodyFormat.MARKDOWN,
                    render_version=RENDER_VERSION,
                )
            )
            levels[level].append(str(number))
        lay_in(discussion, rows)

    def lay_page(self, discussion: Discussion) -> None:
        """A page as the bars mean it: twenty roots and thirty replies, fifty comments."""
        dice, began = self.writer.dice, discussion.created_at
        step = (self.now - began) / 60
        places: list[tuple[str, str | None]] = [(f"r{root}", None) for root in range(20)]
        places += [(f"a{reply}", f"r{reply % 20}") for reply in range(30)]
        rows = []
        for number, (ref, parent) in enumerate(places):
            source, html = dice.choice(self.bodies)
            rows.append(
                Row(
                    ref=ref,
                    created_at=began + step * (number + 1),
                    body_source=source,
                    body_html=html,
                    author=dice.choice(self.members),
                    parent_ref=parent,
                    body_format=BodyFormat.MARKDOWN,
                    render_version=RENDER_VERSION,
                )
            )
        lay_in(discussion, rows)

    @transaction.atomic
    def topics(self, board: Board, count: int) -> list[Topic]:
        dice = self.writer.dice
        found = [
            Discussion(
                kind=KIND,
                title=self.writer.title(),
                url="/",
                audience=board.audience,
                shelf=board.pk,
                started_by=dice.choice(self.members),
                created_at=self.now - timedelta(minutes=20 * (count - number) + 60),
                last_comment_at=self.now - timedelta(minutes=20 * (count - number) + 60),
                last_number=1,
                version=1,
            )
            for number in range(count)
        ]
        Discussion.objects.bulk_create(found, batch_size=500)
        topics = [
            Topic(
                discussion=discussion,
                board=board,
                kind=dice.choice(TopicKind.values),
                slug=slug_of(discussion.title),
            )
            for discussion in found
        ]
        Topic.objects.bulk_create(topics, batch_size=500)
        for topic in topics:
            topic.discussion.url = topic.get_absolute_url()
        openings = [self._opening(discussion) for discussion in found]
        Comment.objects.bulk_create(openings, batch_size=500)
        for discussion, opening in zip(found, openings, strict=True):
            discussion.last_comment = opening
        Discussion.objects.bulk_update(found, ["url", "last_comment"], batch_size=200)
        tags = [Tag.objects.get_or_create(name=word, slug=word)[0] for word in WORDS[40:60]]
        through = Topic.tags.through
        through._default_manager.bulk_create(
            [
                through(topic_id=topic.pk, tag_id=tag.pk)
                for topic in topics
                for tag in dice.sample(tags, 2)
            ],
            batch_size=1000,
        )
        return topics

    def _opening(self, discussion: Discussion) -> Comment:
        source, html = self.writer.dice.choice(self.bodies)
        return Comment(
            discussion=discussion,
            kind=CommentKind.OPENING,
            number=1,
            order_key=order.key_under("", 1),
            author=discussion.started_by,
            body_source=source,
            body_html=html,
            render_version=RENDER_VERSION,
            status=Status.PUBLISHED,
            shown=True,
            created_at=discussion.created_at,
            published_at=discussion.created_at,
        )


def _members(count: int, now: datetime) -> list[User]:
    members = []
    for number in range(count):
        user = User.objects.create_user(
            handle=f"member-{number}",
            name=f"Member {number}",
            email=f"member-{number}@example.org",
            password=None,
            joined_at=now - timedelta(days=30 + number),
        )
        members.append(user)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in members]
    )
    return members


def _article(writer: Writer, number: int, now: datetime) -> Article:
    body = "\n\n".join(
        f"## {writer.title()}\n\n{writer.text(150)}\n\n{writer.text(150)}" for _ in range(4)
    )
    article = create(
        by=None,
        title=writer.title(),
        standfirst=writer.text(30).replace("\n", " ")[:400],
        body_source=body,
    )
    publish(article, by=None, at=now - timedelta(days=number + 1), announce=False)
    article.refresh_from_db()
    return article


def _discussion_of(article: Article) -> Discussion:
    if article.discussion is None:
        raise AssertionError("a published article has a discussion")
    return article.discussion
