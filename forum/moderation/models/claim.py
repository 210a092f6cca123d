from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.moderation.models.case import Case

OPINION_LENGTH = 1000


class ClaimQuerySet(models.QuerySet["Claim"]):
    def alive(self) -> Self:
        return self.filter(until__gt=timezone.now())


class Claim(models.Model):
    """
    A moderator is looking at a case: others see the name and take another one. It ends by itself
    a little after they leave, and keeps nobody from deciding.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="claim")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    objects: ClassVar[ClaimQuerySet] = ClaimQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("at")), name="claim_has_an_end"
            ),
        )

    def __str__(self) -> str:
        return f"claim of case {self.case_id}"


class Leaning(models.TextChoices):
    """What the colleague would do. It can be left open."""

    PUBLISH = "publish", _("Let it stand, or publish it")
    REFUSE = "refuse", _("Not publish it, or remove it")


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def awaited(self) -> Self:
        return self.filter(answered_at__isnull=True)


class Opinion(models.Model):
    """One moderator asks another what they think of a case. For the team alone."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="opinions")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    note = models.CharField(max_length=OPINION_LENGTH)
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=OPINION_LENGTH, blank=True)
    leaning = models.CharField(max_length=7, choices=Leaning, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[OpinionQuerySet] = OpinionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "asked"],
                condition=models.Q(answered_at__isnull=True),
                name="opinion_awaited_once",
            ),
            models.CheckConstraint(
                condition=models.Q(asked_by__isnull=True) | ~models.Q(asked_by=models.F("asked")),
                name="opinion_of_somebody_else",
            ),
            models.CheckConstraint(condition=~models.Q(note=""), name="opinion_says_what"),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answer="")
                | models.Q(answered_at__isnull=False) & ~models.Q(answer=""),
                name="opinion_answered_in_words",
            ),
            models.CheckConstraint(
                condition=models.Q(leaning="")
                | models.Q(leaning__in=Leaning.values, answered_at__isnull=False),
                name="opinion_leaning_of_an_answer",
            ),
        )
        indexes = (
            # What one moderator is asked.
            models.Index(
                fields=["asked", "case"],
                condition=models.Q(answered_at__isnull=True),
                name="opinion_awaited",
            ),
        )

    def __str__(self) -> str:
        return f"opinion {self.pk} on case {self.case_id}"
