"""Suspending a member until a date, with a reason they can read, and releasing them."""

from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Sanction, User
from accounts.viewer import Viewer
from forum.comments.refusal import Refused
from forum.moderation import policies
from forum.moderation.models import Action, Decision
from foundation.activity import events

LONGEST: Final = timedelta(days=366)
LENGTH: Final = 600  # of a reason


def suspend(person: User, *, by: User, until: datetime, reason: str, note: str = "") -> Sanction:
    """
    The person can write nowhere until then. Earlier suspensions stay; the one that lasts longest
    counts. Raises ValidationError (no reason, a date that has passed) and Refused.
    """
    if refusal := policies.suspending_refusal(Viewer.for_user(by), person):
        raise Refused(refusal)
    reason = _checked(reason, until)
    with transaction.atomic():
        sanction = Sanction.objects.create(
            user=person, reason=reason, note=note.strip()[:1000], ends_at=until, by=by
        )
        Decision.objects.create(
            action=Action.SUSPEND,
            person=person,
            sanction=sanction,
            by=by,
            reason_text=reason,
            note=note.strip()[:1000],
            after="suspended",
        )
        events.record(
            "moderation.person.suspended",
            actor_id=by.pk,
            data={"person": person.pk, "sanction": sanction.pk},
        )
    return sanction


def lift(person: User, *, by: User, note: str = "") -> bool:
    """End every suspension in force now. Returns whether there was one."""
    if refusal := policies.suspending_refusal(Viewer.for_user(by), person):
        raise Refused(refusal)
    with transaction.atomic():
        # One UPDATE: of two moderators who release a person at once, one does.
        lifted = (
            Sanction.objects.in_force()
            .filter(user=person)
            .update(lifted_at=timezone.now(), lifted_by=by)
        )
        if lifted:
            Decision.objects.create(
                action=Action.LIFT,
                person=person,
                by=by,
                note=note.strip()[:1000],
                before="suspended",
            )
            events.record("moderation.person.released", actor_id=by.pk, data={"person": person.pk})
    return bool(lifted)


def _checked(reason: str, until: datetime) -> str:
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Please give a reason. The person will read it.")})
    if len(reason) > LENGTH:
        raise ValidationError(
            {
                "reason": _("This is %(count)d characters long. Please use at most %(limit)d.")
                % {"count": len(reason), "limit": LENGTH}
            }
        )
    now = timezone.now()
    if until <= now:
        raise ValidationError({"until": _("Please choose a date that is still to come.")})
    if until > now + LONGEST:
        raise ValidationError({"until": _("Please choose a date within one year.")})
    return reason
