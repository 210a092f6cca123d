from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Guest
from forum.notifications.models.channel import Channel


class Level(models.TextChoices):
    ALL = "all", _("All")
    REPLIES = "replies", _("Replies to me")
    OFF = "off", _("Off")


class Origin(models.TextChoices):
    """How it began; the reason line of a mail says so."""

    CHOSEN = "chosen", _("You chose it")
    STARTED = "started", _("You started it")
    WROTE = "wrote", _("You wrote there")


class Subscription(models.Model):
    """How much one person, or one guest with a confirmed address, wants to hear of a channel."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="subscriptions",
    )
    guest = models.ForeignKey(
        Guest, models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="subscriptions")
    level = models.CharField(max_length=8, choices=Level)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.CHOSEN)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Subscription"]] = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False, guest__isnull=True)
                | Q(user__isnull=True, guest__isnull=False),
                name="subscription_person_or_guest",
            ),
            models.UniqueConstraint(
                fields=["user", "channel"],
                condition=Q(user__isnull=False),
                name="subscription_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["guest", "channel"],
                condition=Q(guest__isnull=False),
                name="subscription_once_per_guest",
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="subscription_level_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="subscription_origin_known"
            ),
        )
        indexes = (
            # Who hears all of a channel, in steps.
            models.Index(
                fields=["channel", "id"], condition=Q(level="all"), name="subscription_followers"
            ),
            # What a person follows, newest first.
            models.Index(fields=["user", "-id"], name="subscription_of_user"),
        )

    def __str__(self) -> str:
        return f"{self.level} of channel {self.channel_id}"
