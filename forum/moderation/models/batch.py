from django.conf import settings
from django.db import models
from django.utils import timezone


class Batch(models.Model):
    """
    Several decisions made in one step. Each is a row of its own and can be taken back by itself;
    the batch says which belong together.
    """

    verb = models.CharField(max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(verb=""), name="batch_says_what"),
        )

    def __str__(self) -> str:
        return f"batch {self.pk} ({self.verb})"
