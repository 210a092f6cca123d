"""Keeping the boards in order: rename, re-file, pin and lock. Each leaves a row in the log."""

from django.db import transaction

from accounts.models import User
from forum.comments.services import discussions as engine
from forum.moderation.services import discussions
from forum.topics.models import Board, Topic
from forum.topics.services.ask import check_title, slug_of
from foundation.activity import events


@transaction.atomic
def move(topic: Topic, board: Board, *, by: User) -> bool:
    """Re-file the topic. Its discussion takes the audience of the new board in the same step."""
    if not discussions.move(topic.discussion, by=by, shelf=board.pk, audience=board.audience):
        return False
    topic.board = board
    topic.save(update_fields=["board"])
    _record("topics.topic.moved", topic, by)
    return True


@transaction.atomic
def rename(topic: Topic, title: str, *, by: User) -> bool:
    """Give another title. Old addresses go on leading here: they are found by the number."""
    title = check_title(title)
    if topic.discussion.title == title:
        return False
    topic.slug = slug_of(title)
    topic.save(update_fields=["slug"])
    engine.rename(topic.discussion, title=title, url=topic.get_absolute_url())
    _record("topics.topic.renamed", topic, by)
    return True


@transaction.atomic
def pin(topic: Topic, *, by: User) -> bool:
    return discussions.pin(topic.discussion, by=by) and _record("topics.topic.pinned", topic, by)


@transaction.atomic
def unpin(topic: Topic, *, by: User) -> bool:
    if not discussions.unpin(topic.discussion, by=by):
        return False
    return _record("topics.topic.unpinned", topic, by)


def lock(topic: Topic, *, by: User, reason: str = "") -> bool:
    return discussions.lock(topic.discussion, by=by, reason=reason)


def unlock(topic: Topic, *, by: User) -> bool:
    return discussions.unlock(topic.discussion, by=by)


def _record(kind: str, topic: Topic, by: User) -> bool:
    events.record(kind, actor_id=by.pk, data={"topic": topic.pk, "board": topic.board_id})
    return True
