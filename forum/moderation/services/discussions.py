"""
What is done with a whole discussion: the engine's own verbs, with a row that says who and why.

A host that has more to do when a topic moves calls these and does its part in one transaction.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Audience, Discussion, Transfer
from forum.comments.refusal import Refused
from forum.comments.services import discussions
from forum.moderation import policies
from forum.moderation.models import REASON_LENGTH, Action, Decision
from forum.moderation.services import undo
from foundation.activity import events
from foundation.database.again import again
from foundation.text import tidy_line

TOLD_LENGTH: Final = 300
MOST_MINUTES: Final = 24 * 60
MOST_HOURS: Final = 30 * 24
# What the person who began the discussion hears of.
TOLD: Final = (Action.LOCK, Action.MEMBERS, Action.SLOW)


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


def for_members(discussion: Discussion, *, by: User, reason: str, hours: int | None = None) -> bool:
    """
    The mildest step: the discussion goes on, among members, for so many hours or until somebody
    opens it. Readers are told why, and until when.
    """
    reason = check_told(reason)
    if hours is not None and not 1 <= hours <= MOST_HOURS:
        raise ValidationError({"hours": _("Please choose from the list.")})
    until = timezone.now() + timedelta(hours=hours) if hours is not None else None
    return _do(
        discussion,
        Action.MEMBERS,
        lambda: discussions.narrow(discussion, reason=reason, until=until),
        by=by,
        reason=reason,
    )


def for_everyone(discussion: Discussion, *, by: User) -> bool:
    return _do(discussion, Action.EVERYONE, lambda: discussions.widen(discussion), by=by)


def slow(discussion: Discussion, *, by: User, minutes: int, hours: int, reason: str) -> bool:
    """One comment for each person in so many minutes, for so many hours. Readers are told why."""
    reason = check_told(reason)
    if not 1 <= minutes <= MOST_MINUTES:
        raise ValidationError({"minutes": _("Please choose from the list.")})
    if not 1 <= hours <= MOST_HOURS:
        raise ValidationError({"hours": _("Please choose from the list.")})
    until = timezone.now() + timedelta(hours=hours)
    return _do(
        discussion,
        Action.SLOW,
        lambda: discussions.slow(discussion, minutes=minutes, until=until, reason=reason, by=by),
        by=by,
        reason=reason,
    )


def unslow(discussion: Discussion, *, by: User) -> bool:
    return _do(discussion, Action.UNSLOW, lambda: discussions.slow_as(discussion, None), by=by)


def split(
    source: Discussion,
    work: Callable[[], Transfer],
    *,
    by: User,
    reason: str = "",
) -> Transfer:
    """A host made a discussion of comments of this one (`work`): the row that says who and why."""
    return _transfer(source, Action.SPLIT, work, by=by, reason=reason)


def merge(source: Discussion, work: Callable[[], Transfer], *, by: User, reason: str) -> Transfer:
    """All of it went into another one."""
    return _transfer(source, Action.MERGE, work, by=by, reason=reason)


@transaction.atomic
def _transfer(
    source: Discussion, action: Action, work: Callable[[], Transfer], *, by: User, reason: str
) -> Transfer:
    viewer = Viewer.for_user(by)
    if refusal := policies.moderating_refusal(viewer, source):
        raise Refused(refusal)
    before = source.status
    done = work()
    if refusal := policies.moderating_refusal(viewer, done.target):
        raise Refused(refusal)
    source.refresh_from_db(fields=["status"])
    Decision.objects.create(
        discussion=source,
        action=action,
        by=by,
        reason_text=reason.strip()[:REASON_LENGTH],
        before=before,
        after=source.status,
        former={"transfer": done.pk},
    )
    return done


def check_told(reason: str) -> str:
    """The sentence that readers will see, or ValidationError."""
    reason = tidy_line(reason)
    if not reason:
        raise ValidationError({"reason": _("Please say why. Readers see this sentence.")})
    if len(reason) > TOLD_LENGTH:
        raise ValidationError(
            {
                "reason": _("This is %(count)d characters long. Please use at most %(limit)d.")
                % {"count": len(reason), "limit": TOLD_LENGTH}
            }
        )
    return reason


def move(
    discussion: Discussion, *, by: User, shelf: int, audience: Audience, reason: str = ""
) -> bool:
    if not Viewer.for_user(by).moderates(shelf):
        raise Refused(policies.not_theirs())
    return _do(
        discussion,
        Action.MOVE,
        lambda: discussions.move(discussion, shelf=shelf, audience=audience),
        by=by,
        reason=reason,
    )


@again
@transaction.atomic
def _do(
    discussion: Discussion, action: Action, work: Callable[[], bool], *, by: User, reason: str = ""
) -> bool:
    """Do it and write the row. Returns whether anything changed."""
    if refusal := policies.moderating_refusal(Viewer.for_user(by), discussion):
        raise Refused(refusal)
    # Read again under the lock: two hands at once, one changes it.
    fresh = Discussion.objects.select_for_update(no_key=True).get(pk=discussion.pk)
    for name in ("status", "rank", "shelf", "audience_id", "slowdown_id", "version"):
        setattr(discussion, name, getattr(fresh, name))
    before = fresh.status
    if not work():
        return False
    decision = Decision.objects.create(
        discussion=discussion,
        action=action,
        by=by,
        reason_text=reason.strip()[:REASON_LENGTH],
        before=before,
        after=discussion.status,
        former=undo.former_of_discussion(fresh) if action in undo.OF_DISCUSSIONS else {},
    )
    if action in TOLD and discussion.started_by_id not in (None, by.pk):
        events.record(
            "moderation.discussion.decided",
            actor_id=by.pk,
            data={"discussion": discussion.pk, "decision": decision.pk, "action": str(action)},
        )
    return True
