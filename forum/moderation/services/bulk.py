"""Deciding about many comments in one step, each with a decision of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments import home
from forum.comments.models import Comment
from forum.comments.refusal import Refused
from forum.moderation import bulk, policies
from forum.moderation.models import Action, Batch, Decision
from forum.moderation.services.decide import Outcome, check_reason, decide
from forum.moderation.services.undo import undo
from foundation.database.again import again


@dataclass(slots=True)
class Done:
    """How many were decided, why others were not, and how many somebody else had decided."""

    batch: Batch | None = None
    decided: int = 0
    late: int = 0
    refused: list[str] = field(default_factory=list)


def decide_all(
    chosen: Sequence[tuple[int, str]],
    verb: str,
    *,
    by: User,
    reason_code: str = "",
    reason_text: str = "",
    note: str = "",
) -> Done:
    """
    Decide about these comments, each as it was seen in the preview. Every one is a transaction of
    its own, so nobody who writes waits for all of them. Raises ValidationError where a reason is
    missing; what may not be decided in bulk is left as it is, and counted.
    """
    if verb not in bulk.VERBS:
        raise ValueError(f"Nothing called {verb} is done in one step.")
    check_reason(verb, reason_code, reason_text)
    viewer = Viewer.for_user(by)
    if refusal := policies.desk_refusal(viewer, editors=False):
        raise Refused(refusal)
    seen = dict(chosen[: bulk.MOST])
    found = bulk.whole(viewer, seen)
    done = Done()
    # In the order of discussions, so that two batches never wait for each other crosswise.
    for comment in sorted(found.values(), key=lambda one: (one.discussion_id, one.pk)):
        try:
            outcome, batch = _decide(
                comment,
                verb,
                by=by,
                batch=done.batch,
                seen=seen[comment.pk],
                reason_code=reason_code,
                reason_text=reason_text,
                note=note,
            )
        except Refused as refused:
            done.refused.append(str(refused))
            continue
        if outcome.done:
            done.batch = batch
            done.decided += 1
        else:
            done.late += 1
    return done


@again
@transaction.atomic
def _decide(
    comment: Comment, verb: str, *, by: User, batch: Batch | None, **said: Any
) -> tuple[Outcome, Batch]:
    # Locked first, as in every verb: nobody can begin to worry between look and decision.
    home.hold(comment)
    at_risk = bool(bulk.those_at_risk([comment.pk]))
    if refusal := policies.bulk_refusal(Viewer.for_user(by), comment, is_at_risk=at_risk):
        raise Refused(refusal)
    batch = batch or Batch.objects.create(verb=verb, by=by)
    outcome = decide(comment, verb, by=by, batch=batch, **said)
    transaction.set_rollback(not outcome.done)
    return outcome, batch


def undo_all(batch: Batch, *, by: User) -> tuple[int, list[str]]:
    """Take back what of a batch still stands, the last first: how many, and why others were not."""
    taken, refused = 0, []
    rows = Decision.objects.filter(batch=batch, reversal__isnull=True).exclude(action=Action.UNDO)
    for decision in rows.select_related("comment", "case").order_by("-id"):
        try:
            taken += undo(decision, by=by).done
        except Refused as reason:
            refused.append(str(reason))
    return taken, refused
