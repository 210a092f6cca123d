"""
A change of a published comment that waits for a moderator: people read the old text meanwhile.

Every function runs in the caller's transaction, under the lock of the discussion.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from accounts.models import User
from forum.comments import counters, gate
from forum.comments.gate import Hold
from forum.comments.models import BodyFormat, Comment, Revision, RevisionStatus, Status
from forum.comments.models.comment import REASON_LENGTH
from foundation.activity import events
from foundation.text import RENDER_VERSION, render_markdown

# A slip mended at once leaves no mark (forum.md C3: five minutes at Discourse and bbPress).
SILENT: Final = timedelta(minutes=5)


def put_in_place(
    comment: Comment, body: str, *, by: User | None, written_at: datetime | None = None
) -> None:
    """Make this the comment's text and keep the one it had."""
    now = timezone.now()
    Revision.objects.create(comment=comment, body_source=comment.body_source, by=by, at=now)
    written_at = written_at or now
    comment.body_source = body
    comment.body_html = render_markdown(body, "comment")
    comment.body_format = BodyFormat.MARKDOWN
    comment.render_version = RENDER_VERSION
    if written_at - comment.created_at > SILENT:
        comment.edited_at = written_at
    comment.save(
        update_fields=["body_source", "body_html", "body_format", "render_version", "edited_at"]
    )


def propose(comment: Comment, body: str, *, by: User | None, found: Sequence[Hold]) -> Revision:
    """Let the new text wait, in place of one that waited already; what holds it comes first."""
    # A row of its own for each text: a moderator decides about the one they looked at.
    Revision.objects.waiting().filter(comment=comment).delete()
    revision = Revision.objects.create(
        comment=comment,
        status=RevisionStatus.WAITING,
        body_source=body,
        body_html=render_markdown(body, "comment"),
        render_version=RENDER_VERSION,
        reason=found[0].reason[:REASON_LENGTH],
        by=by,
    )
    gate.change_held(comment, found)
    _record("comments.change.held", revision, comment, actor_id=by.pk if by else None)
    return revision


def withdraw(comment: Comment) -> bool:
    """Forget the change that waits: its author wants another text, or none."""
    gone, _models = Revision.objects.waiting().filter(comment=comment).delete()
    if gone:
        gate.change_gone(comment)
    return bool(gone)


def accept(comment: Comment, revision: Revision, *, by: User) -> None:
    """A moderator lets the change through: it is what everybody reads from now on."""
    counters.lock(comment.discussion_id)
    revision.delete()
    put_in_place(comment, revision.body_source, by=revision.by, written_at=revision.at)
    events.record(
        "comments.comment.edited",
        actor_id=revision.by_id,
        data={"comment": comment.pk, "discussion": comment.discussion_id},
    )
    _record("comments.change.accepted", None, comment, actor_id=by.pk)


def refuse(comment: Comment, revision: Revision, *, by: User, reason: str) -> None:
    """The old text stays. The author keeps theirs, with the reason beside it."""
    revision.status, revision.reason = RevisionStatus.REJECTED, reason[:REASON_LENGTH]
    revision.save(update_fields=["status", "reason"])
    _record("comments.change.refused", revision, comment, actor_id=by.pk)


def take_back(
    comment: Comment, earlier: Revision, *, proposed: Revision, edited_at: datetime | None
) -> None:
    """The change that was let through waits again, and people read the text before it again."""
    proposed.comment = comment
    proposed.status, proposed.body_source = RevisionStatus.WAITING, comment.body_source
    proposed.body_html, proposed.render_version = comment.body_html, comment.render_version
    proposed.save()
    comment.body_source = earlier.body_source
    comment.body_html = render_markdown(earlier.body_source, "comment")
    comment.render_version, comment.edited_at = RENDER_VERSION, edited_at
    earlier.delete()
    comment.save(update_fields=["body_source", "body_html", "render_version", "edited_at"])
    counters.page_changed(comment.discussion_id)
    events.record(
        "comments.comment.edited",
        actor_id=proposed.by_id,
        data={"comment": comment.pk, "discussion": comment.discussion_id},
    )


def follow(comment: Comment, status: str, reason: str) -> None:
    """The comment left the public eye, and its waiting change with it."""
    waiting = Revision.objects.waiting().filter(comment=comment)
    if status == Status.DELETED:
        waiting.delete()
    else:
        waiting.update(status=RevisionStatus.REJECTED, reason=reason[:REASON_LENGTH])


def _record(
    kind: str, revision: Revision | None, comment: Comment, *, actor_id: int | None
) -> None:
    data: dict[str, int | str] = {"comment": comment.pk, "discussion": comment.discussion_id}
    if revision is not None:
        data["revision"] = revision.pk
    events.record(kind, actor_id=actor_id, data=data)
