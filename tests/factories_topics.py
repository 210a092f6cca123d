"""Boards and topics as rows, past the rules. For the rules, use `ask`."""

from typing import Any

from accounts.models import User
from forum.comments.models import AudienceKind, CommentKind
from forum.comments.services import discussions
from forum.topics.models import Board, Topic, TopicKind
from forum.topics.models.topic import KIND
from forum.topics.services import boards
from forum.topics.services.ask import slug_of
from tests.factories import make_comment, make_member


def make_board(name: str = "Everyday life", *, audience: str = AudienceKind.PUBLIC) -> Board:
    found = Board.objects.filter(name=name, audience__kind=audience).first()
    if found is not None:
        return found
    if Board.objects.filter(name=name).exists():
        name = f"{name} ({audience})"
    return boards.make(name, audience=audience)


def make_topic(
    title: str = "How do you plan a day?",
    *,
    board: Board | None = None,
    by: User | None = None,
    kind: str = TopicKind.QUESTION,
    audience: str = AudienceKind.PUBLIC,
    body: str = "I have two good hours in the morning.",
    **fields: Any,
) -> Topic:
    board = board or make_board(audience=audience)
    by = by or User.objects.filter(name="Alice").first() or make_member("Alice")
    discussion = discussions.open_discussion(
        kind=KIND,
        title=title,
        url="",
        audience=board.audience,
        shelf=board.pk,
        started_by=by,
        asker=by if kind == TopicKind.QUESTION else None,
    )
    topic = Topic.objects.create(discussion=discussion, board=board, kind=kind, slug=slug_of(title))
    discussions.rename(discussion, title=title, url=topic.get_absolute_url())
    make_comment(discussion, author=by, body=body, kind=CommentKind.OPENING, **fields)
    return topic
