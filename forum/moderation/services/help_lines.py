"""Where people find help, place by place, and the day on which somebody looks whether it is so."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum.moderation.models import HelpLine
from forum.moderation.services import duty


def save(line: HelpLine, *, by: User) -> HelpLine:
    line.changed_by = by
    line.changed_at = timezone.now()
    line.full_clean(validate_constraints=True)
    line.save()
    return line


def remove(line: HelpLine) -> None:
    line.delete()


def overdue(today: date | None = None) -> int:
    return HelpLine.objects.filter(review_on__lte=today or timezone.localdate()).count()


def remind() -> bool:
    """Tell the team, once a week, that a line waits to be looked at."""
    if not overdue():
        return False
    year, week, _day = timezone.localdate().isocalendar()
    with transaction.atomic():
        duty.call(duty.team(), "lines", path="/moderation/help-lines/", key=f"lines:{year}-{week}")
    return True
