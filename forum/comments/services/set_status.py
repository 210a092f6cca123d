"""The only writer of a comment's status, and of everything that follows from it."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from forum.comments import counters, gate, home
from forum.comments.counters import Locked
from forum.comments.models import (
    Comment,
    CommentKind,
    Discussion,
    Status,
    StatusChange,
)
from forum.comments.models.comment import REASON_LENGTH
from forum.comments.services import change, discussions
from foundation.activity import events
from foundation.database.again import again
from foundation.database.prepared import Prepared


@again
@transaction.atomic
def set_status(
    comment: Comment,
    status: Status,
    *,
    by: User | None,
    reason: str = "",
    only_from: Collection[Status] = tuple(Status),
) -> bool:
    """
    Give the comment a status, write the log row, move the counters, tell the gate.

    Returns whether anything changed. The discussion's row is locked first, then the comment is
    read again, so of two hands at once one wins and the other is told False; so is one who finds
    a status that is not among `only_from`.
    """
    fresh = home.hold(comment)
    locked = counters.lock(fresh.discussion_id)
    if fresh.status == status or fresh.status not in only_from:
        return False
    before = fresh.status
    move(fresh, status, locked=locked)
    StatusChange.objects.create(
        comment=fresh, before=before, after=status, by=by, reason=reason[:REASON_LENGTH]
    )
    for name in ("status", "shown", "root_no", "published_at", "late_no"):
        setattr(comment, name, getattr(fresh, name))
    if before == Status.PUBLISHED:
        change.follow(fresh, status, reason)
    if fresh.kind == CommentKind.OPENING:
        _follow_opening(fresh, by)
    events.record(
        "comments.comment.status",
        actor_id=by.pk if by else None,
        data={
            "comment": fresh.pk,
            "discussion": fresh.discussion_id,
            "before": before,
            "after": str(status),
        },
    )
    gate.status_changed(comment, before, status)
    return True


def move(comment: Comment, status: Status, *, locked: Locked) -> None:
    """Write the status and what is derived from it. The caller holds the discussion's lock."""
    was_published, was_shown = comment.status == Status.PUBLISHED, comment.shown
    comment.status = status
    now_published = status == Status.PUBLISHED
    comment.shown = now_published or comment.reply_count > 0
    if now_published and comment.published_at is None:
        comment.published_at = timezone.now()
        comment.votes_before = locked.vote_count
    if now_published and not was_published:
        # To its readers it arrives now, behind all that they have read since it was written.
        comment.late_no, _locked = counters.take_number(comment.discussion_id)
    if comment.shown and comment.is_root and comment.root_no is None:
        comment.root_no = counters.take_root_no(comment.discussion_id)
    comment.save(
        update_fields=["status", "shown", "root_no", "published_at", "late_no", "votes_before"]
    )
    if now_published != was_published:
        count_published(comment, 1 if now_published else -1, started_by_id=locked.started_by_id)
    if comment.shown != was_shown:
        count_shown(comment, 1 if comment.shown else -1)


def count_published(comment: Comment, step: int, *, started_by_id: int | None) -> None:
    """
    Move the discussion's counts by one published comment, and look its last comment up. The
    opening is none of them, nor is a notice of the site.
    """
    if comment.kind != CommentKind.REPLY:
        return
    by_other = comment.author_id is None or comment.author_id != started_by_id
    columns: dict[str, object] = {
        "comment_count": F("comment_count") + step,
        "others_count": F("others_count") + (step if by_other else 0),
    }
    columns |= _last_published(comment.discussion_id)
    Discussion.objects.filter(pk=comment.discussion_id).update(**columns)


def count_shown(comment: Comment, step: int) -> None:
    """
    Move the counts above a comment that appeared or went. A placeholder whose last reply went
    goes too, so this climbs as far as placeholders reach, and no further.
    """
    if comment.kind == CommentKind.OPENING:
        return
    if comment.parent_id is None:
        Discussion.objects.filter(pk=comment.discussion_id).update(
            root_count=F("root_count") + step
        )
        return
    Comment.objects.filter(pk=comment.root_id or 0).update(thread_count=F("thread_count") + step)
    Comment.objects.filter(pk=comment.parent_id).update(reply_count=F("reply_count") + step)
    [parent] = _above([comment.parent_id])
    shown = parent.status == Status.PUBLISHED or parent.reply_count > 0
    if shown != parent.shown:
        parent.shown = shown
        if shown and parent.is_root and parent.root_no is None:
            parent.root_no = counters.take_root_no(parent.discussion_id)
        parent.save(update_fields=["shown", "root_no"])
        count_shown(parent, 1 if shown else -1)


# Without the texts: only where it stands.
_above = Prepared(
    lambda pk: Comment.objects.filter(pk=pk).defer("body_source", "body_html", "helpful_rank")
)


def _last_published(discussion_id: int) -> dict[str, object]:
    last = (
        Comment.objects.filter(discussion_id=discussion_id, status=Status.PUBLISHED)
        .exclude(kind=CommentKind.NOTICE)
        .order_by("-published_at", "-id")
        .first()
    )
    if last is None:
        return {"last_comment": None, "last_comment_at": F("created_at")}
    last_comment = None if last.kind == CommentKind.OPENING else last
    return {"last_comment": last_comment, "last_comment_at": last.published_at}


def _follow_opening(opening: Comment, by: User | None) -> None:
    """A topic is seen when its opening post is published, or stands as a placeholder over
    replies."""
    seen = opening.status == Status.PUBLISHED or (
        opening.status in (Status.REMOVED, Status.DELETED)
        and Discussion.objects.filter(pk=opening.discussion_id, comment_count__gt=0).exists()
    )
    discussion = Discussion.objects.get(pk=opening.discussion_id)
    (discussions.unhide if seen else discussions.hide)(discussion, by=by)
