"""Keeping the boards in order: rename, re-file, pin and lock."""

from django.db import transaction

from accounts.models import User
from forum.comments.services import discussions
from forum.topics.models import Board, Topic
from forum.topics.services.ask import check_title, slug_of
from foundation.activity import events


@transaction.atomic
def move(topic: Topic, board: Board, *, by: User) -> bool:
    """Re-file the topic. Its discussion takes the audience of the new board in the same step."""
    if topic.board_id == board.pk:
        return False
    topic.board = board
    topic.save(update_fields=["board"])
    discussions.move(topic.discussion, shelf=board.pk, audience=board.audience)
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
    discussions.rename(topic.discussion, title=title, url=topic.get_absolute_url())
    _record("topics.topic.renamed", topic, by)
    return True


@transaction.atomic
def pin(topic: Topic, *, by: User) -> bool:
    return discussions.pin(topic.discussion) and _record("topics.topic.pinned", topic, by)


@transaction.atomic
def unpin(topic: Topic, *, by: User) -> bool:
    return discussions.unpin(topic.discussion) and _record("topics.topic.unpinned", topic, by)


def lock(topic: Topic, *, by: User, reason: str = "") -> bool:
    return discussions.lock(topic.discussion, by=by, reason=reason)


def unlock(topic: Topic, *, by: User) -> bool:
    return discussions.unlock(topic.discussion, by=by)


def _record(kind: str, topic: Topic, by: User) -> bool:
    events.record(kind, actor_id=by.pk, data={"topic": topic.pk, "board": topic.board_id})
    return True
