"""What this floor brings to following: boards and tags, and the topics of a summary."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.viewer import Viewer
from forum.comments.models import Discussion
from forum.notifications import hosts
from forum.notifications.hosts import Host, Kind
from forum.notifications.services import channels, summary
from forum.notifications.services.summary import Item, Section
from forum.topics.models import Board, Tag, Topic
from forum.topics.models.topic import KIND

BOARD = "board"
TAG = "tag"


def join() -> None:
    hosts.register(
        BOARD,
        Kind(gettext_lazy("Board"), gettext_lazy("this board"), gettext_lazy("Every new topic")),
        _board,
    )
    hosts.register(
        TAG,
        Kind(
            gettext_lazy("Tag"),
            gettext_lazy("this tag"),
            gettext_lazy("Every new topic and article"),
        ),
        _tag,
    )
    hosts.add_places(_places)
    hosts.add_sensitive(_sensitive)
    summary.add_section(_section, place=20)


def _board(viewer: Viewer, pk: int) -> Host | None:
    found = Board.objects.visible_to(viewer).select_related("audience").filter(pk=pk).first()
    if found is None:
        return None
    audience = found.audience
    return Host(
        found.name,
        found.get_absolute_url(),
        found.channel_id,
        lambda: channels.of_owner(Board, pk, kind=BOARD, audience=audience),
    )


def _tag(viewer: Viewer, pk: int) -> Host | None:
    found = Tag.objects.filter(pk=pk).first()
    if found is None:
        return None
    return Host(
        found.name,
        found.get_absolute_url(),
        found.channel_id,
        lambda: channels.of_owner(Tag, pk, kind=TAG),
    )


def _places(discussion: Discussion) -> list[int]:
    if discussion.kind != KIND:
        return []
    topic = Topic.objects.filter(discussion=discussion).select_related("board").first()
    if topic is None:
        return []
    tags = topic.tags.filter(channel__isnull=False).values_list("channel", flat=True)
    return [pk for pk in (topic.board.channel_id, *tags) if pk is not None]


def _sensitive(discussion_ids: Collection[int]) -> set[int]:
    found = Topic.objects.filter(discussion__in=discussion_ids, board__is_sensitive=True)
    return set(found.values_list("discussion", flat=True))


def _section(viewer: Viewer, start: datetime, end: datetime, most: int) -> Section:
    """The topics that began in this time, those that were talked about most first."""
    found = (
        Topic.objects.filter(
            discussion__in=Discussion.objects.visible_to(viewer).filter(
                kind=KIND, created_at__gte=start, created_at__lt=end
            ),
            board__is_sensitive=False,
        )
        .select_related("discussion", "board")
        .order_by("-discussion__comment_count", "-discussion__id")[:most]
    )
    return Section(
        _("In the forum"),
        [
            Item(
                topic.discussion.title,
                topic.get_absolute_url(),
                " · ".join((topic.board.name, _replies(topic.discussion.comment_count))),
            )
            for topic in found
        ],
    )


def _replies(count: int) -> str:
    return ngettext("%(count)d reply", "%(count)d replies", count) % {"count": count}
