from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Guest, User


class SuppressionReason(models.TextChoices):
    BOUNCED = "bounced", _("The mailbox does not exist")
    COMPLAINED = "complained", _("Marked as unwanted")
    UNREACHABLE = "unreachable", _("Mail came back again and again")
    REFUSED = "refused", _("The server refuses it for good")
    BY_HAND = "by_hand", _("Entered by an operator")


class Suppression(models.Model):
    """An address that gets no more mail of this app: its keyed hash, and why. Codes and links
    that somebody asked for to sign in still try it. Who had it then is there for operators."""

    email_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=11, choices=SuppressionReason)
    at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    guest = models.ForeignKey(Guest, models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager["Suppression"]] = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(reason__in=SuppressionReason.values),
                name="suppression_reason_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(email_hash=""), name="suppression_names_an_address"
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) | models.Q(guest__isnull=True),
                name="suppression_person_or_guest",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reason} on {self.at:%Y-%m-%d}"

    @property
    def person(self) -> User | Guest | None:
        return self.user or self.guest
