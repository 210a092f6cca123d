from django.conf import settings
from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One thing that happened, recorded in the transaction that did it. Ids and codes only."""

    kind = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)  # the daily pruning
    dispatched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            # Events whose dispatch job was lost, found again from here.
            models.Index(
                fields=["created_at"],
                condition=models.Q(dispatched_at__isnull=True),
                name="event_undispatched",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Receipt(models.Model):
    """That one receiver has done its work for one event: written with that work."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="receipts")
    receiver = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["event", "receiver"], name="receipt_once"),
        )

    def __str__(self) -> str:
        return f"{self.receiver} of {self.event_id}"
