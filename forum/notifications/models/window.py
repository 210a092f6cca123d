from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Guest


class WindowKind(models.TextChoices):
    DIGEST = "digest", _("Summary")
    CATCH_UP = "catchup", _("Summary after a pause")


class Window(models.Model):
    """A stretch of time that one mail sums up for one person. The next begins where it ends."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notification_windows",
    )
    guest = models.ForeignKey(
        Guest, models.CASCADE, null=True, blank=True, related_name="notification_windows"
    )
    kind = models.CharField(max_length=8, choices=WindowKind)
    start = models.DateTimeField()
    end = models.DateTimeField()

    objects: ClassVar[models.Manager["Window"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "kind", "start"], name="window_once"),
            models.UniqueConstraint(fields=["user", "kind", "end"], name="window_ends_once"),
            models.UniqueConstraint(
                fields=["guest", "kind", "start"],
                condition=Q(guest__isnull=False),
                name="window_once_for_guest",
            ),
            models.UniqueConstraint(
                fields=["guest", "kind", "end"],
                condition=Q(guest__isnull=False),
                name="window_ends_once_for_guest",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, guest__isnull=True)
                | Q(user__isnull=True, guest__isnull=False),
                name="window_person_or_guest",
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="window_has_a_length"),
            models.CheckConstraint(
                condition=Q(kind__in=WindowKind.values), name="window_kind_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id or self.guest_id} until {self.end:%Y-%m-%d}"
