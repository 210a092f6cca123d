"""Changing one's own words while the window is open."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.policies import writing_refusal
from accounts.viewer import Viewer
from forum.comments import counters, gate, policies
from forum.comments.gate import Draft, Hold
from forum.comments.models import Comment, Discussion, Revision, Status
from forum.comments.refusal import Refused
from forum.comments.services.post import check_body
from forum.comments.services.set_status import set_status
from foundation.activity import events
from foundation.limits.network import Network
from foundation.text import RENDER_VERSION, render_markdown

# A slip mended at once leaves no mark (forum.md C3: five minutes at Discourse and bbPress).
SILENT: Final = timedelta(minutes=5)


def edit(
    comment: Comment, *, viewer: Viewer, body: str, network: Network | None = None
) -> tuple[Hold, ...]:
    """
    Replace the text, keep the earlier one, and pass the gate again: a text that a rule holds
    waits for a moderator like a new one. Returns what held it.
    """
    body = check_body(body, viewer=viewer, kind=comment.kind)
    if refusal := writing_refusal(viewer):
        raise Refused(refusal, code="sanction")
    with transaction.atomic():
        counters.lock(comment.discussion_id)
        fresh = Comment.objects.select_for_update().get(pk=comment.pk)
        fresh.discussion = Discussion.objects.select_related("audience").get(
            pk=comment.discussion_id
        )
        if not policies.is_own(viewer, fresh):
            raise Refused(_("You can only change your own comments."), code="other")
        if not policies.may_edit(viewer, fresh):
            raise Refused(
                _("The time for changing this comment is over. You can add a reply instead."),
                code="window",
            )
        if body == fresh.body_source:
            return ()
        holds = tuple(
            gate.check(
                Draft(
                    discussion=fresh.discussion,
                    viewer=viewer,
                    body=body,
                    parent=fresh.parent,
                    author=fresh.author,
                    guest=fresh.guest,
                    comment=fresh,
                    network=network,
                )
            )
        )
        _write(fresh, body, viewer)
        if holds:
            if fresh.status == Status.PUBLISHED:
                set_status(fresh, Status.HELD, by=None, reason=holds[0].rule)
            gate.held(fresh, holds)
        events.record(
            "comments.comment.edited",
            actor_id=viewer.user.pk if viewer.user else None,
            data={"comment": fresh.pk, "discussion": fresh.discussion_id},
        )
    for name in ("body_source", "body_html", "edited_at", "status", "shown"):
        setattr(comment, name, getattr(fresh, name))
    return holds


def _write(comment: Comment, body: str, viewer: Viewer) -> None:
    now = timezone.now()
    Revision.objects.create(
        comment=comment, body_source=comment.body_source, by=viewer.user, at=now
    )
    comment.body_source = body
    comment.body_html = render_markdown(body, "comment")
    comment.render_version = RENDER_VERSION
    if now - comment.created_at > SILENT:
        comment.edited_at = now
    comment.save(update_fields=["body_source", "body_html", "render_version", "edited_at"])
