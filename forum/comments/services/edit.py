"""Changing one's own words while the window is open."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.policies import writing_refusal
from accounts.viewer import Viewer
from forum.comments import counters, edit_stamp, gate, home, policies
from forum.comments.gate import Draft, Hold
from forum.comments.models import Comment, Revision, Status
from forum.comments.refusal import Refused
from forum.comments.services import change
from forum.comments.services.post import check_body
from foundation.activity import events
from foundation.database.again import again
from foundation.limits.network import Network


@again
def edit(
    comment: Comment,
    *,
    viewer: Viewer,
    body: str,
    network: Network | None = None,
    stamp: str = "",
    form: dict[str, str] | None = None,
) -> tuple[Hold, ...]:
    """
    Replace the text, keep the earlier one, and pass the gate again. Where a rule holds the new
    text of a published comment, the old one stays for everybody and the new one waits for a
    moderator; a comment that waits itself takes the new text at once. `stamp` tells that the form
    was opened while there was time. Returns what held it.
    """
    body = check_body(body, viewer=viewer, kind=comment.kind)
    if refusal := writing_refusal(viewer, shelf=comment.discussion.shelf, network=network):
        raise Refused(refusal, code="sanction")
    with transaction.atomic():
        fresh = home.hold(comment)
        counters.lock(fresh.discussion_id)
        if not policies.is_own(viewer, fresh):
            raise Refused(_("You can only change your own comments."), code="other")
        if not policies.may_edit(viewer, fresh, opened_at=edit_stamp.opened_at(stamp, fresh)):
            raise Refused(
                _("The time for changing this comment is over. You can add a reply instead."),
                code="window",
            )
        holds = _change(fresh, body, viewer=viewer, network=network, form=form or {})
    for name in ("body_source", "body_html", "edited_at", "status", "shown"):
        setattr(comment, name, getattr(fresh, name))
    return holds


def _change(
    comment: Comment,
    body: str,
    *,
    viewer: Viewer,
    network: Network | None,
    form: dict[str, str],
) -> tuple[Hold, ...]:
    waiting = Revision.objects.waiting().filter(comment=comment).first()
    if body == comment.body_source:
        change.withdraw(comment)  # back to what everybody reads
        return ()
    if waiting is not None and body == waiting.body_source:
        return ()
    found = gate.check(
        Draft(
            discussion=comment.discussion,
            viewer=viewer,
            body=body,
            parent=comment.parent,
            author=comment.author,
            guest=comment.guest,
            comment=comment,
            network=network,
            form=form,
        )
    )
    holds = tuple(hold for hold in found if hold.waits)
    if holds and comment.status == Status.PUBLISHED:
        change.propose(comment, body, by=viewer.user, found=found)
        gate.noted(comment, found)
        return holds
    change.withdraw(comment)
    change.put_in_place(comment, body, by=viewer.user)
    if holds:
        gate.held(comment, found)
    gate.noted(comment, found)
    events.record(
        "comments.comment.edited",
        actor_id=viewer.user.pk if viewer.user else None,
        data={"comment": comment.pk, "discussion": comment.discussion_id},
    )
    return holds
