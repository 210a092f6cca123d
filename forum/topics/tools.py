"""What a topic adds to the panel of its discussion."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from forum.comments.models import Discussion
from forum.moderation import discussion_tools
from forum.moderation.discussion_tools import Link
from forum.topics.models import Topic
from forum.topics.models.topic import KIND


def join() -> None:
    discussion_tools.add_links(_links)


def _links(discussion: Discussion, viewer: Viewer) -> list[Link]:
    topic = Topic.objects.filter(discussion=discussion).first() if discussion.kind == KIND else None
    if topic is None:
        return []
    return [Link(_("Move or rename"), reverse("topic-move", args=[topic.pk]))]
