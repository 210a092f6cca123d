"""Too much today: one case, or all of them. Nothing is written down but for the moderator."""

from datetime import datetime, time, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import choices
from forum.moderation import calm
from forum.moderation.models import Case, CaseSkip
from forum.moderation.services import claims, duty

# A night lies between, whenever it was said.
MORNING: Final = time(6)


def skip(case: Case, *, by: User) -> None:
    """Not shown to them until tomorrow; the others see it as before."""
    CaseSkip.objects.update_or_create(
        case=case, user=by, defaults={"until": tomorrow(timezone.now())}
    )
    claims.release(case, by=by)


@transaction.atomic
def pause(user: User) -> datetime:
    """No queue and no number in the header until tomorrow, and no duty."""
    until = tomorrow(timezone.now())
    choices.keep(user, calm.PAUSE, until.isoformat())
    duty.end(user)
    return until


def resume(user: User) -> bool:
    return bool(user.choices.get(calm.PAUSE)) and choices.keep(user, calm.PAUSE, "")


def cover(user: User, what: str) -> bool:
    if what not in calm.COVERS:
        raise ValidationError(_("Please choose from the list."))
    return choices.keep(user, calm.COVER, what)


def purge_skips() -> int:
    return CaseSkip.objects.filter(until__lte=timezone.now()).delete()[0]


def tomorrow(now: datetime) -> datetime:
    """The next morning where the moderator is."""
    day = timezone.localtime(now).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, MORNING))
