from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Guest

NOTE_LENGTH = 1000


class PersonNote(models.Model):
    """What moderators write about a person for themselves. The person never reads it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="team_notes"
    )
    guest = models.ForeignKey(
        Guest, models.CASCADE, null=True, blank=True, related_name="team_notes"
    )
    text = models.CharField(max_length=NOTE_LENGTH)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="team_notes_written"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, guest__isnull=True)
                | models.Q(user__isnull=True, guest__isnull=False),
                name="personnote_one_person",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="personnote_says_something"),
        )

    def __str__(self) -> str:
        return f"note {self.pk}"
