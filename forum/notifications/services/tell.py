"""Telling all who should hear, in steps, each a short transaction of its own."""

from django.db.models import Q

from accounts.models import User
from forum.comments.models import Comment, CommentKind, Discussion, Status
from forum.notifications import kinds, recipients
from forum.notifications.models import DeliveryStatus, Notice
from forum.notifications.recipients import Recipient
from forum.notifications.services.notify import notify
from forum.notifications.services.read import put_away


def of_comment(comment_id: int, *, after: int = 0) -> int | None:
    """
    Whoever should hear of a published comment does, in steps: returns after what the next step
    goes on, or None when all were told.
    """
    comment = _published(comment_id)
    if comment is None:
        return None
    if comment.kind == CommentKind.OPENING:
        step = recipients.of_beginning(
            comment.discussion,
            kind=kinds.TOPIC,
            by=comment.author or comment.guest,
            text=comment.body_source,
            after=after,
        )
    else:
        step = recipients.of_comment(comment, after=after)
    _tell(step.recipients, key=_about(comment), comment=comment)
    return step.after


def of_names(comment_id: int) -> None:
    """Whom a changed comment names hears of it, unless they have heard of it before."""
    comment = _published(comment_id)
    if comment is not None:
        step = recipients.of_comment(comment, only_named=True)
        _tell(step.recipients, key=_about(comment), comment=comment)


def of_article(discussion_id: int, *, by_id: int | None = None, after: int = 0) -> int | None:
    """The same for an article: whoever follows its series, authors or tags. Who published it
    (`by_id`) knows."""
    discussion = Discussion.objects.filter(pk=discussion_id).select_related("audience").first()
    if discussion is None:
        return None
    by = User.objects.filter(pk=by_id).first() if by_id is not None else None
    step = recipients.of_beginning(discussion, kind=kinds.ARTICLE, by=by, after=after)
    _tell(step.recipients, key=f"article:{discussion.pk}", discussion=discussion)
    return step.after


def take_back(comment: Comment) -> None:
    """A comment is not to be seen any more: it is no news, and no mail tells of it. Whoever
    has not heard yet hears when it is published after all."""
    told = Notice.objects.unread().filter(comment=comment, kind__in=kinds.OF_OTHERS)
    told.filter(Q(delivery=None) | Q(delivery__status=DeliveryStatus.QUEUED)).delete()
    put_away(told, why="gone")


def _published(comment_id: int) -> Comment | None:
    found = Comment.objects.filter(pk=comment_id, status=Status.PUBLISHED)
    return found.select_related(
        "author", "guest", "parent__author", "parent__guest__address",
        "discussion__started_by", "discussion__audience",
    ).first()  # fmt: skip


def _about(comment: Comment) -> str:
    """One occasion for one person, for however many reasons they hear of it."""
    return f"comment:{comment.pk}"


def _tell(
    found: list[Recipient],
    *,
    key: str,
    comment: Comment | None = None,
    discussion: Discussion | None = None,
) -> None:
    for one in found:
        notify(
            one.person,
            one.kind,
            key=key,
            comment=comment,
            discussion=discussion,
            channel_id=one.channel_id,
        )
