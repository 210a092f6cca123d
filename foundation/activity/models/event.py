from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Event(models.Model):
    """Something that happened: its kind, ids and actor, and never a word a person wrote."""

    kind = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    dispatched_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Event]] = models.Manager()

    class Meta:
        indexes = (
            # The look for events that nobody was told of.
            models.Index(
                "created_at",
                condition=models.Q(dispatched_at__isnull=True),
                name="activity_event_untold",
            ),
            # Pruning.
            models.Index("dispatched_at", name="activity_event_told"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
