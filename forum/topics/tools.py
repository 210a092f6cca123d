"""What topics add to the panel of a discussion, and to a comment that could become one."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from forum.comments import slots
from forum.comments.models import Comment, Discussion
from forum.comments.render import name_of
from forum.comments.slots import Action
from forum.moderation import discussion_tools
from forum.moderation.discussion_tools import Link
from forum.topics import policies
from forum.topics.models import Topic
from forum.topics.models.topic import KIND


def join() -> None:
    discussion_tools.add_links(_links)
    slots.add_action(_actions)


def _links(discussion: Discussion, viewer: Viewer) -> list[Link]:
    topic = Topic.objects.filter(discussion=discussion).first() if discussion.kind == KIND else None
    if topic is None:
        return []
    return [
        Link(_("Move or rename"), reverse("topic-move", args=[topic.pk])),
        Link(_("Merge into another topic"), reverse("topic-merge", args=[topic.pk])),
    ]


def _actions(viewer: Viewer, comments: Sequence[Comment]) -> dict[int, list[Action]]:
    if not viewer.has_queue:
        return {}
    label, description = _("Make it a topic"), _("Make it a topic: the comment by %(name)s")
    return {
        comment.id: [
            Action(
                label,
                f"/c/{comment.id}/split/",
                "comment",
                description=description % {"name": name_of(comment)},
            )
        ]
        for comment in comments
        if policies.may_split(viewer, comment)
    }
