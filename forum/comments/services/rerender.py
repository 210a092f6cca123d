"""Rendering stored bodies again after the renderer changed."""

from django.db import transaction

from forum.comments import counters
from forum.comments.models import BodyFormat, Comment, ContextNote, Revision, RevisionStatus
from forum.comments.services.amend import drawn
from foundation.text import RENDER_VERSION, clean_html, render_markdown


def rerender(limit: int = 500) -> int:
    """
    Bring at most `limit` comments to the present version; returns how many.

    Interrupted, the next call goes on where this one was: each row carries its version.
    """
    behind = (
        Comment.objects.filter(render_version__lt=RENDER_VERSION)
        .order_by("pk")
        .values_list("pk", flat=True)[:limit]
    )
    done = sum(_rerender(pk) for pk in list(behind))
    # Changes that wait, and refused ones that their authors may still read.
    changes = (
        Revision.objects.filter(render_version__lt=RENDER_VERSION)
        .exclude(body_html="")
        .exclude(status=RevisionStatus.SEALED)  # kept as it was, and drawn for nobody
        .order_by("pk")
        .values_list("pk", flat=True)[: limit - done]
    )
    return done + sum(_rerender_change(pk) for pk in list(changes))


@transaction.atomic
def _rerender_change(pk: int) -> bool:
    revision = Revision.objects.select_for_update().filter(pk=pk).exclude(body_html="").first()
    if revision is None or revision.render_version >= RENDER_VERSION:
        return False  # decided about meanwhile
    revision.body_html = render_markdown(revision.body_source, "comment")
    revision.render_version = RENDER_VERSION
    revision.save(update_fields=["body_html", "render_version"])
    return True


@transaction.atomic
def _rerender(pk: int) -> bool:
    # Locked, so that an edit at the same moment is not overwritten by the text before it.
    comment = Comment.objects.select_for_update().get(pk=pk)
    if comment.render_version >= RENDER_VERSION:
        return False
    if comment.body_format == BodyFormat.HTML:
        # Its importer shaped it once; what is stored is only cleaned again.
        comment.body_html = clean_html(comment.body_html, "import")
    else:
        comment.body_html = render_markdown(comment.body_source, "comment")
    if comment.note_html and (note := ContextNote.objects.shown().filter(comment=comment).first()):
        comment.note_html = drawn(note)
    comment.render_version = RENDER_VERSION
    comment.save(update_fields=["body_html", "note_html", "render_version"])
    counters.page_changed(comment.discussion_id)
    return True
