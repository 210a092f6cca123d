from django.conf import settings
from django.db import models
from django.utils import timezone

from forum.comments.models import Revision


class SealOpening(models.Model):
    """Somebody of the team read a sealed text. Only ever added to."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="openings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"revision {self.revision_id} opened by {self.by_id}"
