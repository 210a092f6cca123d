"""Topics can be found by their title and their opening post, by who may see them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewer import Viewer
from forum.comments.models import Comment, CommentKind, Status
from forum.topics.models import Topic
from forum.topics.queries import listed_among
from foundation.branding.moments import moment_text
from foundation.search import api as search
from foundation.search.registry import Card

KIND = "topic"


def follow(topic_id: int) -> None:
    """Bring the index to where the topic is now."""
    topic = Topic.objects.select_related("discussion").filter(pk=topic_id).first()
    if topic is None:
        return
    opening = Comment.objects.filter(
        discussion=topic.discussion_id, kind=CommentKind.OPENING
    ).first()
    if opening is None or opening.status != Status.PUBLISHED:
        search.remove(KIND, topic.pk)
        return
    search.index(
        KIND,
        topic.pk,
        title=topic.discussion.title,
        text=opening.plain,
        updated_at=topic.discussion.created_at,
    )


def cards(viewer: Any, refs: Sequence[int]) -> Mapping[int, Card]:
    seen = listed_among(viewer or Viewer.nobody(), refs).select_related("discussion", "board")
    return {
        topic.pk: Card(
            title=topic.discussion.title,
            url=topic.discussion.url,
            kind_label=_("Forum"),
            meta=_("%(board)s, %(date)s")
            % {"board": topic.board.name, "date": moment_text(topic.discussion.created_at)},
        )
        for topic in seen
    }


def everything() -> Iterable[tuple[int, str, str]]:
    openings = Comment.objects.filter(
        kind=CommentKind.OPENING, status=Status.PUBLISHED, discussion__topic__isnull=False
    )
    rows = openings.select_related("discussion__topic")
    rows = rows.only("body_html", "veil", "discussion__title", "discussion__topic__id")
    for opening in rows.iterator(chunk_size=500):
        yield opening.discussion.topic.pk, opening.discussion.title, opening.plain


def join() -> None:
    search.provide(KIND, cards, everything=everything, label=gettext_lazy("Topics"), order=30)
