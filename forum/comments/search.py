"""What of the engine can be found: published comments, shown only to who may see them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewer import Viewer
from forum.comments import render
from forum.comments.models import Comment, CommentKind, Status
from foundation.branding.moments import moment_text
from foundation.search import api as search
from foundation.search.registry import Card

KIND = "comment"


def follow(comment_id: int) -> None:
    """Bring the index to where the comment is now. Openings are found as their topics."""
    comment = Comment.objects.filter(pk=comment_id).first()
    if comment is None:
        return
    if comment.status == Status.PUBLISHED and comment.kind == CommentKind.REPLY:
        search.index(
            KIND,
            comment.pk,
            text=comment.plain,
            updated_at=comment.published_at,
        )
    else:
        search.remove(KIND, comment.pk)


def follow_discussion(discussion_id: int) -> None:
    """The same for every comment of a discussion."""
    found = Comment.objects.filter(discussion=discussion_id, kind=CommentKind.REPLY)
    for pk in found.values_list("pk", flat=True).iterator(chunk_size=500):
        follow(pk)


def cards(viewer: Any, refs: Sequence[int]) -> Mapping[int, Card]:
    seen = (
        Comment.objects.visible_to(viewer or Viewer.nobody())
        .filter(pk__in=refs, status=Status.PUBLISHED)
        .select_related("author", "guest", "discussion")
    )
    return {
        comment.pk: Card(
            title=_("%(name)s in: %(title)s")
            % {"name": render.name_of(comment), "title": comment.discussion.title},
            url=comment.get_absolute_url(),
            kind_label=_("Comment"),
            meta=moment_text(comment.created_at),
        )
        for comment in seen
    }


def everything() -> Iterable[tuple[int, str, str]]:
    published = Comment.objects.filter(status=Status.PUBLISHED, kind=CommentKind.REPLY)
    for comment in published.only("body_html", "veil").iterator(chunk_size=500):
        yield comment.pk, "", comment.plain


def join() -> None:
    search.provide(KIND, cards, everything=everything, label=gettext_lazy("Comments"), order=40)
