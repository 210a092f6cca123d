from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.moderation.models.case import Case
from forum.moderation.models.decision import Decision

APPEAL_LENGTH = 2000


class AppealOutcome(models.TextChoices):
    UPHELD = "upheld", _("The decision stands")
    OVERTURNED = "overturned", _("The decision was taken back")


class Appeal(models.Model):
    """The one answer a person may give to a decision, and what became of it."""

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="appeal")
    case = models.OneToOneField(Case, models.SET_NULL, null=True, blank=True, related_name="appeal")
    text = models.CharField(max_length=APPEAL_LENGTH)
    at = models.DateTimeField(default=timezone.now, editable=False)
    outcome = models.CharField(max_length=10, choices=AppealOutcome, blank=True)
    answer = models.CharField(max_length=APPEAL_LENGTH, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(text=""), name="appeal_says_something"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", *AppealOutcome.values]),
                name="appeal_outcome_known",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", answer="", decided_at__isnull=True)
                | ~models.Q(outcome="") & ~models.Q(answer="") & models.Q(decided_at__isnull=False),
                name="appeal_decided_with_answer",
            ),
        )

    def __str__(self) -> str:
        return f"appeal against decision {self.decision_id}"
