from __future__ import annotations

from typing import ClassVar

from django.db import models

from foundation.activity.models.event import Event


class Receipt(models.Model):
    """A receiver has done its work for an event; written in the transaction of that work."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="receipts")
    receiver = models.CharField(max_length=60)

    objects: ClassVar[models.Manager[Receipt]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint("event", "receiver", name="activity_receipt_once"),)

    def __str__(self) -> str:
        return f"{self.receiver} for event {self.event_id}"
