from django.db import models
from django.utils import timezone


class SpamModel(models.Model):
    """
    What the spam filter has learnt, as weights of words; the last row is in force. `precision` and
    `recall` were measured, in a thousand, on the fifth that was held out. A row holds single words
    and pairs of words of what was written here, and nobody's name or address.
    """

    weights = models.JSONField()
    spam = models.PositiveIntegerField()
    ham = models.PositiveIntegerField()
    precision = models.PositiveSmallIntegerField()
    recall = models.PositiveSmallIntegerField()
    decision_id = models.PositiveBigIntegerField(default=0)  # the last it has learnt from
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(precision__lte=1000, recall__lte=1000),
                name="spammodel_in_a_thousand",
            ),
        )

    def __str__(self) -> str:
        return f"learnt from {self.spam} and {self.ham}"
