from __future__ import annotations

from typing import ClassVar

from django.db import models


class Bucket(models.Model):
    """How much of a limit somebody has used, as the moment at which it is full again.

    A bucket whose moment is past says the same as no row at all, so old rows can go.
    """

    name = models.CharField(max_length=60)
    key_hash = models.CharField(max_length=32)
    full_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Bucket]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint("name", "key_hash", name="limits_bucket_one_per_key"),
        )
        indexes = (
            # Pruning.
            models.Index("full_at", name="limits_bucket_full_at"),
        )

    def __str__(self) -> str:
        return f"{self.name} full at {self.full_at}"
