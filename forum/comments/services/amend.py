"""
A moderator changes a text: the one it had is sealed, and can be put back exactly. Or says something
under it, or veils it, and the text stays as it is.

Every function runs in the caller's transaction, under the lock of the discussion.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum.comments import counters
from forum.comments.models import (
    BodyFormat,
    Comment,
    ContextNote,
    NoteStatus,
    Revision,
    RevisionStatus,
    TeamChange,
)
from forum.comments.models.comment import REASON_LENGTH
from foundation.activity import events
from foundation.text import RENDER_VERSION, host_of, render_markdown

# What others than its author have not read, or not for long.
_OTHERS: Final = (RevisionStatus.EARLIER, RevisionStatus.REJECTED)


def without(body: str, parts: Sequence[str], note: str) -> str:
    """The text with a note in place of each of these parts. Raises ValidationError where there is
    nothing to take out, or a part does not stand in it."""
    if not parts:
        raise ValidationError({"parts": _("Please copy here what should be taken out.")})
    if missing := next((part for part in parts if part not in body), ""):
        raise ValidationError(
            {
                "parts": _("“%(part)s” does not stand in the text. Please copy it exactly.")
                % {"part": missing[:80]}
            }
        )
    found = re.compile("|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True)))
    # The brackets are never the beginning of a link.
    return found.sub(lambda _match: f"\\[{note}\\]", body)


def put_in_place(
    comment: Comment,
    body: str,
    *,
    how: TeamChange,
    by: User,
    reason: str,
    parts: Sequence[str] = (),
) -> dict[str, Any]:
    """
    Make this the comment's text and seal the one it had, with other texts that hold one of
    `parts`. Returns what `take_back` needs: numbers and kinds, no words.
    """
    others = Revision.objects.filter(comment=comment, status__in=_OTHERS)
    also = [
        (other.pk, other.status)
        for other in others
        if any(part in other.body_source for part in parts)
    ]
    Revision.objects.filter(pk__in=[pk for pk, _status in also]).update(
        status=RevisionStatus.SEALED
    )
    sealed = Revision.objects.create(
        comment=comment,
        status=RevisionStatus.SEALED,
        body_source=comment.body_source,
        body_html=comment.body_html,
        render_version=comment.render_version,
        reason=reason[:REASON_LENGTH],
        by=by,
        at=timezone.now(),
    )
    former = {
        "sealed": sealed.pk,
        "also": [[pk, str(status)] for pk, status in also],
        "format": str(comment.body_format),
        "team_change": str(comment.team_change),
    }
    comment.body_source = body
    comment.body_html = render_markdown(body, "comment")
    comment.body_format = BodyFormat.MARKDOWN
    comment.render_version = RENDER_VERSION
    comment.team_change = how
    _save(comment)
    _record(comment, how, by=by, revision=sealed.pk)
    return former


def take_back(comment: Comment, former: dict[str, Any], *, by: User) -> bool:
    """Put the sealed text back, to the letter. False where it is gone, or another text came
    since."""
    sealed = Revision.objects.filter(
        pk=former["sealed"], comment=comment, status=RevisionStatus.SEALED
    ).first()
    if sealed is None or not sealed.body_source:
        return False
    if Revision.objects.filter(comment=comment, pk__gt=sealed.pk).exists():
        return False
    comment.body_source = sealed.body_source
    comment.body_format = former["format"]
    comment.team_change = former["team_change"]
    is_old = sealed.render_version < RENDER_VERSION
    if is_old and comment.body_format == BodyFormat.MARKDOWN:
        comment.body_html = render_markdown(sealed.body_source, "comment")
        comment.render_version = RENDER_VERSION
    else:  # what was imported is cleaned again by the job that renders
        comment.body_html, comment.render_version = sealed.body_html, sealed.render_version
    sealed.delete()
    for pk, status in former["also"]:
        Revision.objects.filter(pk=pk, status=RevisionStatus.SEALED).update(status=status)
    _save(comment)
    _record(comment, "restored", by=by)
    return True


def add_note(comment: Comment, text: str, *, source: str, signed_by: str, by: User) -> ContextNote:
    """Words of the moderators under a comment that has none."""
    note = ContextNote.objects.create(
        comment=comment, text=text, source_url=source, signed_by=signed_by, by=by
    )
    _draw_note(comment, note, by=by)
    return note


def remove_note(comment: Comment, *, by: User) -> int:
    """Take the note away; returns its number, by which it can be shown again."""
    note = ContextNote.objects.shown().get(comment=comment)
    ContextNote.objects.filter(pk=note.pk).update(status=NoteStatus.WITHDRAWN)
    _draw_note(comment, None, by=by)
    return note.pk


def show_note(comment: Comment, pk: int, *, by: User) -> None:
    """The note that was taken away."""
    note = ContextNote.objects.get(pk=pk, comment=comment)
    ContextNote.objects.filter(pk=pk).update(status=NoteStatus.SHOWN)
    _draw_note(comment, note, by=by)


def veil(comment: Comment, topic: str, *, by: User) -> None:
    """Only who opens it reads it; `topic` says what it is about, and "" lifts the veil."""
    comment.veil = topic
    comment.save(update_fields=["veil"])
    counters.lock(comment.discussion_id)  # kept pages are old
    _record(comment, "veiled" if topic else "unveiled", by=by)


def drawn(note: ContextNote) -> str:
    """The words and the source of a note, cleaned like every body."""
    link = f"\n\n[{host_of(note.source_url)}](<{note.source_url}>)" if note.source_url else ""
    return render_markdown(note.text + link, "comment")


def _draw_note(comment: Comment, note: ContextNote | None, *, by: User) -> None:
    comment.note_html, comment.note_by = "", ""
    if note is not None:
        comment.note_html = drawn(note)
        comment.note_by = note.signed_by
    comment.save(update_fields=["note_html", "note_by"])
    counters.lock(comment.discussion_id)  # kept pages are old
    _record(comment, "noted" if note is not None else "note_removed", by=by)


def _save(comment: Comment) -> None:
    comment.save(
        update_fields=["body_source", "body_html", "body_format", "render_version", "team_change"]
    )
    counters.lock(comment.discussion_id)  # kept pages are old


def _record(comment: Comment, what: str, *, by: User, revision: int | None = None) -> None:
    data: dict[str, int | str] = {
        "comment": comment.pk,
        "discussion": comment.discussion_id,
        "what": str(what),
    }
    if revision is not None:
        data["revision"] = revision
    events.record("comments.comment.amended", actor_id=by.pk, data=data)
