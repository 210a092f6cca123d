from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEY_LENGTH = 60


class VersionKind(models.TextChoices):
    WRITTEN = "written", _("Written here")
    DEFAULT = "default", _("The text that comes with the software")
    RETIRED = "retired", _("No longer offered")


class TextVersion(models.Model):
    """
    What a text of the site said from a moment on, and who wrote it. Rows are only added; the last
    one of a key and a language is in force. Where there is none, the default of the code is.
    """

    key = models.CharField(max_length=KEY_LENGTH)  # known to foundation.branding.texts
    language = models.CharField(max_length=10, blank=True)  # empty: one text for all of them
    kind = models.CharField(max_length=8, choices=VersionKind, default=VersionKind.WRITTEN)
    title = models.CharField(max_length=100, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager[TextVersion]] = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=VersionKind.values), name="textversion_kind_known"
            ),
            models.CheckConstraint(condition=~models.Q(key=""), name="textversion_key_given"),
            models.CheckConstraint(
                condition=~models.Q(kind="written", body=""), name="textversion_written_has_words"
            ),
        )
        indexes = (
            # The version in force, and the history of one text.
            models.Index(fields=["key", "language", "-id"], name="textversion_last"),
        )

    def __str__(self) -> str:
        return f"{self.key} ({self.language or 'all'})"
