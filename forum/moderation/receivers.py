"""What happened to comments that this app follows. Runs in the worker, once per event."""

from forum.comments.models import Comment, Discussion, MarkKind
from forum.moderation.services import reply_desk
from foundation.activity import events
from foundation.activity.models import Event


@events.subscribe(
    "comments.comment.posted",
    "comments.comment.status",
    "comments.comment.edited",
    "comments.comment.marked",
    "comments.comment.unmarked",
    receiver="moderation.reply_desk",
)
def follow_questions(event: Event) -> None:
    """Somebody asked, answered or was helped: the reply desk follows."""
    kind = event.data.get("kind")
    if kind is not None and kind not in (MarkKind.ASKER, MarkKind.SUPPORT):
        return
    found = Comment.objects.select_related("discussion", "author", "root__author")
    comment = found.filter(pk=event.data["comment"]).first()
    if comment is not None:
        reply_desk.follow(comment)


@events.subscribe("comments.discussion.status", receiver="moderation.reply_desk_discussion")
def follow_discussion(event: Event) -> None:
    discussion = Discussion.objects.filter(pk=event.data["discussion"]).first()
    if discussion is not None:
        reply_desk.refresh_all(discussion)
