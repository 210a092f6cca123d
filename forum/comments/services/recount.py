"""Counting a discussion again from its rows. The rows are the truth."""

from bisect import bisect_left
from collections import defaultdict

from django.db import transaction
from django.db.models import Count

from forum.comments import counters
from forum.comments.models import Comment, CommentKind, Discussion, Mark, MarkKind, Status
from forum.comments.services.rank import rank

_COUNTED = ("shown", "reply_count", "thread_count", "root_no", "helpful_count", "same_count")
# Made again too, but not wrong where they differ: a rank is settled when enough votes have come.
_RANKED = ("votes_before", "helpful_rank")


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
    before = {comment.pk: _derived(comment) for comment in comments}
    wrong = _count_tree(discussion, comments)
    _count_marks(discussion, comments)
    after = {comment.pk: _derived(comment) for comment in comments}
    changed = [comment for comment in comments if after[comment.pk] != before[comment.pk]]
    wrong = wrong or any(after[pk][0] != before[pk][0] for pk in after)
    Comment.objects.bulk_update(changed, (*_COUNTED, *_RANKED), batch_size=200)
    return _count_discussion(discussion, comments) or wrong


def _derived(comment: Comment) -> tuple[list[object], list[object]]:
    counted, ranked = ([getattr(comment, name) for name in names] for names in (_COUNTED, _RANKED))
    return counted, ranked


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


def _count_marks(discussion: Discussion, comments: list[Comment]) -> None:
    marks: dict[int, dict[str, int]] = defaultdict(dict)
    all_marks = Mark.objects.filter(comment__discussion=discussion)
    rows = all_marks.order_by().values_list("comment_id", "kind").annotate(n=Count("id"))
    for comment_id, kind, count in rows:
        marks[comment_id][kind] = count
    helpful = all_marks.filter(kind=MarkKind.HELPFUL).order_by("at")
    votes = list(helpful.values_list("at", flat=True))
    for comment in comments:
        found = marks[comment.pk]
        comment.helpful_count = found.get(MarkKind.HELPFUL, 0)
        comment.same_count = found.get(MarkKind.SAME, 0)
        stood = comment.published_at or comment.created_at
        comment.votes_before = bisect_left(votes, stood) if votes else 0
        comment.helpful_rank = rank(
            comment.helpful_count, len(votes) - comment.votes_before, found.keys()
        )
    discussion.ranked_votes = len(votes)


def _count_discussion(discussion: Discussion, comments: list[Comment]) -> bool:
    published = [
        comment
        for comment in comments
        if comment.status == Status.PUBLISHED and comment.kind == CommentKind.REPLY
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
        "vote_count": Mark.objects.filter(
            comment__discussion=discussion, kind=MarkKind.HELPFUL
        ).count(),
        "last_comment_id": last.pk if last else None,
        "last_comment_at": last.published_at if last else started,
    }
    wrong = any(getattr(discussion, name) != value for name, value in columns.items())
    for name, value in columns.items():
        setattr(discussion, name, value)
    Discussion.objects.filter(pk=discussion.pk).update(
        **columns, ranked_votes=discussion.ranked_votes
    )
    return wrong
