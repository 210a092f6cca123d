"""
Lock, pin and move a discussion: the engine's own verbs, with a row that says who and why.

A host that has more to do when a topic moves calls these and does its part in one transaction.
"""

from collections.abc import Callable

from django.db import transaction

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Audience, Discussion
from forum.comments.refusal import Refused
from forum.comments.services import discussions
from forum.moderation import policies
from forum.moderation.models import REASON_LENGTH, Action, Decision
from forum.moderation.services import undo


def lock(discussion: Discussion, *, by: User, reason: str = "") -> bool:
    return _do(
        discussion,
        Action.LOCK,
        lambda: discussions.lock(discussion, by=by, reason=reason.strip()[:300]),
        by=by,
        reason=reason,
    )


def unlock(discussion: Discussion, *, by: User) -> bool:
    return _do(discussion, Action.UNLOCK, lambda: discussions.unlock(discussion, by=by), by=by)


def pin(discussion: Discussion, *, by: User) -> bool:
    return _do(discussion, Action.PIN, lambda: discussions.pin(discussion), by=by)


def unpin(discussion: Discussion, *, by: User) -> bool:
    return _do(discussion, Action.UNPIN, lambda: discussions.unpin(discussion), by=by)


def move(
    discussion: Discussion, *, by: User, shelf: int, audience: Audience, reason: str = ""
) -> bool:
    return _do(
        discussion,
        Action.MOVE,
        lambda: discussions.move(discussion, shelf=shelf, audience=audience),
        by=by,
        reason=reason,
    )


@transaction.atomic
def _do(
    discussion: Discussion, action: Action, work: Callable[[], bool], *, by: User, reason: str = ""
) -> bool:
    """Do it and write the row. Returns whether anything changed."""
    if refusal := policies.moderating_refusal(Viewer.for_user(by)):
        raise Refused(refusal)
    # Read again under the lock: two hands at once, one changes it.
    fresh = Discussion.objects.select_for_update().get(pk=discussion.pk)
    for name in ("status", "rank", "shelf", "audience_id", "version"):
        setattr(discussion, name, getattr(fresh, name))
    before = fresh.status
    if not work():
        return False
    Decision.objects.create(
        discussion=discussion,
        action=action,
        by=by,
        reason_text=reason.strip()[:REASON_LENGTH],
        before=before,
        after=discussion.status,
        former={"rank": fresh.rank} if action in undo.OF_DISCUSSIONS else {},
    )
    return True
