from typing import ClassVar

from django.db import models
from django.utils import timezone


class Proof(models.Model):
    """
    A mail that was sent to an address a guest typed: whoever opens its link reads that mail.

    It is about the address, not about a guest: what was written with the address is chosen on
    the page behind the link. `refused_at` says that its reader wrote nothing here.
    """

    email_hash = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)  # the daily purge
    used_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Proof"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["token_hash"], name="proof_token_once"),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(refused_at__isnull=True),
                name="proof_used_or_refused",
            ),
        )
        indexes = (
            # Has the reader of this address said that they wrote nothing here?
            models.Index(
                fields=["email_hash"],
                condition=models.Q(refused_at__isnull=False),
                name="proof_refused",
            ),
        )

    def __str__(self) -> str:
        return f"proof {self.pk}"
