from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone


class DutyQuerySet(models.QuerySet["Duty"]):
    def now(self) -> Self:
        moment = timezone.now()
        return self.filter(since__lte=moment, until__gt=moment, user__is_active=True)


class Duty(models.Model):
    """A moderator looks after the site from one moment to another. Ended early, `until` moves."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="duties")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    objects: ClassVar[DutyQuerySet] = DutyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="duty_ends_after_it_begins"
            ),
        )
        indexes = (
            # Who is on duty now, and who comes next.
            models.Index(fields=["until", "since"], name="duty_now"),
        )

    def __str__(self) -> str:
        return f"duty of {self.user_id} until {self.until}"


class HandoverNote(models.Model):
    """What a moderator leaves for the next ones. Rows are added, never changed."""

    text = models.CharField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(text=""), name="handovernote_not_empty"),
        )

    def __str__(self) -> str:
        return f"note {self.pk}"
