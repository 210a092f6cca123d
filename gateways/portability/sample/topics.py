"""The boards and topics of the sample."""

from datetime import datetime, timedelta

from forum.comments.services import discussions
from forum.moderation.services.discussions import lock, pin
from forum.topics import search
from forum.topics.models import Board, Topic, TopicKind
from forum.topics.models.topic import KIND
from forum.topics.services import boards as board_services
from forum.topics.services.ask import slug_of
from forum.topics.services.tags import put_tags
from gateways.portability.models import SampleItem
from gateways.portability.sample import conversations, shapes
from gateways.portability.sample.conversations import Labels
from gateways.portability.sample.people import Cast
from gateways.portability.sample.shapes import Content


def make(content: Content, *, cast: Cast, now: datetime) -> Labels:
    boards: dict[str, Board] = {}
    for position, shelf in enumerate(content.boards, start=1):
        boards[shelf.slug] = board_services.make(
            shelf.name,
            description=shelf.description,
            audience=shelf.audience,
            position=position,
            slug=shelf.slug,
        )
        SampleItem.objects.create(board=boards[shelf.slug])
    labels = Labels()
    # The oldest first, so that numbers grow with dates; all of them before the first text, since
    # texts link to topics.
    rows = sorted(content.topics, key=lambda topic: -topic.days_ago)
    for row in rows:
        labels.topics[row.key] = _make_topic(row, boards[row.board], cast, now)
    for row in rows:
        topic = labels.topics[row.key]
        first = conversations.opening(row, cast=cast, now=now, links=labels.links)
        labels.lay(topic.discussion, row.posts, cast=cast, now=now, first=first)
        search.follow(topic.pk)
        if row.pinned:
            pin(topic.discussion, by=cast.users[row.by])
        if row.locked:
            lock(topic.discussion, by=cast.users[row.by], reason=row.locked_reason)
    return labels


def _make_topic(row: shapes.Topic, board: Board, cast: Cast, now: datetime) -> Topic:
    discussion = discussions.open_discussion(
        kind=KIND,
        title=row.title,
        url="",
        audience=board.audience,
        shelf=board.pk,
        started_by=cast.users[row.by],
        asker=cast.users[row.by] if row.kind == "question" else None,
        at=now - timedelta(days=row.days_ago),
    )
    kind = TopicKind.QUESTION if row.kind == "question" else TopicKind.TALK
    topic = Topic.objects.create(
        discussion=discussion, board=board, kind=kind, slug=slug_of(row.title)
    )
    discussions.rename(discussion, title=row.title, url=topic.get_absolute_url())
    put_tags(topic, row.tags)
    SampleItem.objects.create(topic=topic)
    return topic
