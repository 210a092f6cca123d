from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Who(models.TextChoices):
    """Whose texts a moderator reads before they appear."""

    NOBODY = "nobody", _("Nobody waits")
    GUESTS = "guests", _("Guests wait")
    NEWCOMERS = "newcomers", _("Guests and new members wait")
    EVERYBODY = "everybody", _("Everybody waits")


class StrictnessQuerySet(models.QuerySet["Strictness"]):
    def in_force(self) -> Self:
        now = timezone.now()
        return self.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=now), ended_at=None)


class Strictness(models.Model):
    """
    Who waits in one place, since when, until when, and who said so. `place` is a value of
    forum.moderation.places, or empty for the whole site.
    """

    place = models.CharField(max_length=40, blank=True)
    who = models.CharField(_("who waits"), max_length=10, choices=Who)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[StrictnessQuerySet] = StrictnessQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["place"],
                condition=models.Q(ended_at__isnull=True),
                name="strictness_one_in_a_place",
            ),
            models.CheckConstraint(
                condition=models.Q(who__in=Who.values), name="strictness_who_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="strictness_ends_later",
            ),
        )

    def __str__(self) -> str:
        return f"{self.who} in {self.place or 'the site'}"
