"""Topics as lists draw them: ready values for elements/topic_row.html."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from forum.comments import render
from forum.comments.models import DiscussionStatus
from forum.comments.news import Unread
from forum.topics.models import Topic


@dataclass(frozen=True, slots=True)
class TopicRow:
    url: str
    title: str
    starter: str
    started_at: datetime
    board: str
    board_url: str
    comment_count: int
    last_at: datetime
    last_name: str
    last_url: str
    is_question: bool
    is_waiting: bool
    is_answered: bool
    is_pinned: bool
    is_locked: bool
    is_held: bool
    tags: tuple[str, ...]
    new: str = ""  # how much is unread, for members


def rows_of(
    topics: Iterable[Topic],
    *,
    with_board: bool = True,
    unread: Mapping[int, Unread] | None = None,
) -> list[TopicRow]:
    """`unread` is by discussion: `unread_counts` asked once for all lists of a page."""
    counts = unread or {}
    return [
        _row(topic, with_board=with_board, new=str(counts.get(topic.discussion_id, "")))
        for topic in topics
    ]


def _row(topic: Topic, *, with_board: bool, new: str) -> TopicRow:
    discussion = topic.discussion
    last = discussion.last_comment
    return TopicRow(
        url=discussion.url,
        title=discussion.title,
        starter=discussion.started_by.name if discussion.started_by else "",
        started_at=discussion.created_at,
        board=topic.board.name if with_board else "",
        board_url=topic.board.get_absolute_url() if with_board else "",
        comment_count=discussion.comment_count,
        last_at=discussion.last_comment_at,
        last_name=render.name_of(last) if last is not None else "",
        last_url=f"/c/{last.pk}/" if last is not None else "",
        is_question=topic.is_question,
        is_waiting=discussion.others_count == 0,
        is_answered=discussion.helpful_count > 0,
        is_pinned=discussion.rank > 0,
        is_locked=discussion.status == DiscussionStatus.LOCKED,
        is_held=discussion.status == DiscussionStatus.HIDDEN,
        tags=tuple(tag.name for tag in topic.tags.all()),
        new=new,
    )
