from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.guest import Guest
from accounts.models.user import User


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def in_force(self, at: datetime | None = None) -> Self:
        at = at or timezone.now()
        return self.filter(
            models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=at),
            lifted_at__isnull=True,
            starts_at__lte=at,
        )


class SanctionKind(models.TextChoices):
    SUSPENSION = "suspension", _("Suspension")


class Sanction(models.Model):
    """A limit on a person: who, why, until when. The person can read `reason`, never `note`."""

    kind = models.CharField(max_length=16, choices=SanctionKind, default=SanctionKind.SUSPENSION)
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="sanctions")
    guest = models.ForeignKey(
        Guest, models.CASCADE, null=True, blank=True, related_name="sanctions"
    )
    reason = models.CharField(_("reason the person reads"), max_length=1000)
    note = models.CharField(_("note for the team"), max_length=1000, blank=True)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="sanctions_given"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager["Sanction"]] = SanctionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, guest__isnull=True)
                | models.Q(user__isnull=True, guest__isnull=False),
                name="sanction_one_person",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="sanction_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=SanctionKind.values), name="sanction_kind_known"
            ),
        )
        indexes = (
            # policies.writing_refusal: is this person under a sanction now?
            models.Index(fields=["user", "ends_at"], name="sanction_by_user"),
            models.Index(fields=["guest", "ends_at"], name="sanction_by_guest"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id or self.guest_id}"
