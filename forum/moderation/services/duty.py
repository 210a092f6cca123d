"""Who is on duty, and what they leave for the next."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from forum.moderation.models import Duty, HandoverNote
from foundation.activity import events

LONGEST: Final = timedelta(hours=24)
MOST_TOLD: Final = 50
NOTE_LENGTH: Final = 2000


@transaction.atomic
def begin(user: User, *, until: datetime) -> Duty:
    """On duty from now on. One who is already gets the new end."""
    now = timezone.now()
    if not now < until <= now + LONGEST:
        raise ValidationError(_("Please choose an end within the next 24 hours."))
    end(user)
    return Duty.objects.create(user=user, since=now, until=until)


def end(user: User) -> bool:
    return bool(Duty.objects.now().filter(user=user).update(until=timezone.now()))


def on_duty() -> list[Duty]:
    return list(Duty.objects.now().select_related("user").order_by("until"))


def to_tell() -> list[int]:
    """Who hears of what cannot wait: those on duty, or all moderators where nobody is."""
    found = list(Duty.objects.now().values_list("user", flat=True).distinct()[:MOST_TOLD])
    if found:
        return found
    return team()


def team() -> list[int]:
    """All moderators and administrators."""
    found = User.objects.filter(is_active=True, role__in=[Role.MODERATOR, Role.ADMINISTRATOR])
    return list(found.order_by("pk").values_list("pk", flat=True)[:MOST_TOLD])


def call(people: Sequence[int], what: str, *, path: str, key: str, by: User | None = None) -> None:
    """Let these people know, once for each key. Joins the transaction of what happened."""
    for to in people:
        events.record(
            "moderation.team.called",
            actor_id=by.pk if by is not None else None,
            data={"to": to, "what": what, "path": path, "key": key},
        )


def leave_note(text: str, *, by: User) -> HandoverNote:
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Please write something first.")})
    if len(text) > NOTE_LENGTH:
        raise ValidationError(
            {
                "text": _("This is %(count)d characters long. Please use at most %(limit)d.")
                % {"count": len(text), "limit": NOTE_LENGTH}
            }
        )
    return HandoverNote.objects.create(text=text, by=by)
