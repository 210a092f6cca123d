"""A site worth measuring: made from a fixed seed, so that every run measures the same content."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

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

SEED = 20261122
# How many comments of a thousand stand on each level of a lively tree.
LEVELS = (413, 288, 162, 88, 49)
TEXTS = 400
WORDS = (
    "the and to I it of a my in that is for was on with but have not this so at be you as when "
    "had if they are or me an all day week month year morning evening night walk walking rest "
    "sleep heat cold water stairs shop garden train work desk meeting friend family daughter son "
    "husband wife doctor nurse clinic letter appointment question answer tired better worse slow "
    "quick careful early late left right hand foot leg eye balance step cane chair bus ticket "
    "kitchen table window book radio music phone list plan pause breath shower towel fan shade "
    "summer winter rain sun spring autumn holiday weekend birthday dinner coffee tea soup bread "
    "apple market bench park river hill bridge street house door key bag coat shoe glove blanket "
    "started stopped tried learned asked told found helped noticed changed moved carried waited "
    "usually often sometimes never always maybe perhaps almost enough little more less again"
).split()

# Words nobody knows, so that the index meets as many different ones as in real talk.
SYLLABLES = "ba ce di fo gu ha ke li mo nu pa re si to vu za len mar tin sol".split()
VOCABULARY = (
    *WORDS,
    *(a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES[:10]),
)


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
    deep: Discussion  # on the board, near its end
    members: list[User]


class Writer:
    """Sentences in which some words are common and most are rare, as in any language."""

    def __init__(self, seed: int = SEED) -> None:
        self.dice = random.Random(seed)  # noqa: S311  content, not a secret
        self.weights = list(accumulate(1 / (place + 3) for place in range(len(VOCABULARY))))

    def sentence(self, words: int) -> str:
        chosen = self.dice.choices(VOCABULARY, cum_weights=self.weights, k=words)
        return " ".join(chosen).capitalize() + self.dice.choice("....?")

    def text(self, words: int) -> str:
        """Paragraphs of a few sentences, now and then with emphasis or a list."""
        parts: list[str] = []
        sentences: list[str] = []
        while words > 0:
            length = min(words, self.dice.randint(6, 18))
            words -= length
            sentences.append(self.sentence(length))
            if len(sentences) == 4 or words <= 0:
                parts.append(" ".join(sentences))
                sentences = []
        if len(parts) > 1 and self.dice.random() < 0.2:
            parts.append("\n".join(f"- {self.sentence(4)}" for _ in range(3)))
        if self.dice.random() < 0.2:
            parts[0] += f" **{self.sentence(3)}**"
        return "\n\n".join(parts)

    def title(self) -> str:
        return self.sentence(self.dice.randint(4, 10)).rstrip(".")


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
    for topic in topics[-60:]:
        hand.lay(topic.discussion, writer.dice.randint(1, 8))
    boards.count()
    loosen_limits()
    call_command("reindex", verbosity=0)
    return Content(articles[0], board, long_topic, topics[20].discussion, members)


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
