from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class WindowKind(models.TextChoices):
    DIGEST = "digest", _("Summary")
    CATCH_UP = "catchup", _("Summary after a pause")


class Window(models.Model):
    """A stretch of time that one mail sums up for one member. The next begins where it ends."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_windows"
    )
    kind = models.CharField(max_length=8, choices=WindowKind)
    start = models.DateTimeField()
    end = models.DateTimeField()

    objects: ClassVar[models.Manager["Window"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "kind", "start"], name="window_once"),
            models.UniqueConstraint(fields=["user", "kind", "end"], name="window_ends_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="window_has_a_length"),
            models.CheckConstraint(
                condition=Q(kind__in=WindowKind.values), name="window_kind_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id} until {self.end:%Y-%m-%d}"
