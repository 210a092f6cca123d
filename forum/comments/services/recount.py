"""Counting a discussion again from its rows. The rows are the truth."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Count

from forum.comments import counters
from forum.comments.models import Comment, CommentKind, Discussion, Mark, MarkKind, Status
from forum.comments.services.mark import WEIGHT

_COUNTED = ("shown", "reply_count", "thread_count", "root_no", "helpful_count", "helpful_rank")


@transaction.atomic
def recount(discussion: Discussion) -> bool:
    """
    Make every derived column of the discussion and its comments right again.

    Reads the whole tree: a repair, not a thing a page does. Returns whether anything was wrong.
    """
    counters.lock(discussion.pk)
    discussion.refresh_from_db()
    comments = list(
        Comment.objects.filter(discussion=discussion)
        .defer("body_source", "body_html")
        .order_by("number")
    )
    before = {comment.pk: _counted(comment) for comment in comments}
    wrong = _count_tree(discussion, comments)
    _count_marks(comments)
    changed = [comment for comment in comments if _counted(comment) != before[comment.pk]]
    Comment.objects.bulk_update(changed, _COUNTED, batch_size=200)
    return _count_discussion(discussion, comments) or wrong or bool(changed)


def _counted(comment: Comment) -> tuple[object, ...]:
    return tuple(getattr(comment, name) for name in _COUNTED)


def _count_tree(discussion: Discussion, comments: list[Comment]) -> bool:
    replies: dict[int, int] = defaultdict(int)
    thread: dict[int, int] = defaultdict(int)
    # A child has a higher number than its parent, so one pass from the end sees children first.
    for comment in reversed(comments):
        comment.reply_count = replies[comment.pk]
        comment.shown = comment.status == Status.PUBLISHED or (
            comment.reply_count > 0 and comment.kind != CommentKind.OPENING
        )
        if comment.parent_id is not None and comment.shown:
            replies[comment.parent_id] += 1
            thread[comment.root_id or 0] += 1
    last_root_no = max(
        [discussion.last_root_no, *(c.root_no for c in comments if c.root_no is not None)]
    )
    for comment in comments:
        comment.thread_count = thread[comment.pk] if comment.parent_id is None else 0
        if comment.is_root and comment.shown and comment.root_no is None:
            last_root_no += 1
            comment.root_no = last_root_no
    wrong = last_root_no != discussion.last_root_no
    discussion.last_root_no = last_root_no
    return wrong


def _count_marks(comments: list[Comment]) -> None:
    marks: dict[int, dict[str, int]] = defaultdict(dict)
    rows = (
        Mark.objects.filter(comment__discussion=comments[0].discussion_id)
        .values_list("comment_id", "kind")
        .annotate(n=Count("id"))
        if comments
        else []
    )
    for comment_id, kind, count in rows:
        marks[comment_id][kind] = count
    for comment in comments:
        found = marks[comment.pk]
        comment.helpful_count = found.get(MarkKind.HELPFUL, 0)
        comment.helpful_rank = sum(WEIGHT[MarkKind(kind)] * n for kind, n in found.items())


def _count_discussion(discussion: Discussion, comments: list[Comment]) -> bool:
    published = [
        comment
        for comment in comments
        if comment.status == Status.PUBLISHED and comment.kind != CommentKind.OPENING
    ]
    last = max(published, key=lambda c: (c.published_at or c.created_at, c.pk), default=None)
    opening = next((c for c in comments if c.kind == CommentKind.OPENING), None)
    started = (opening and opening.published_at) or discussion.created_at
    columns = {
        "last_number": max([discussion.last_number, *(c.arrival for c in comments)]),
        "last_root_no": discussion.last_root_no,
        "comment_count": len(published),
        "others_count": sum(
            1 for c in published if c.author_id is None or c.author_id != discussion.started_by_id
        ),
        "root_count": sum(1 for c in comments if c.is_root and c.shown),
        "helpful_count": Mark.objects.filter(
            comment__discussion=discussion, kind=MarkKind.ASKER
        ).count(),
        "last_comment_id": last.pk if last else None,
        "last_comment_at": last.published_at if last else started,
    }
    wrong = any(getattr(discussion, name) != value for name, value in columns.items())
    for name, value in columns.items():
        setattr(discussion, name, value)
    Discussion.objects.filter(pk=discussion.pk).update(**columns)
    return wrong
