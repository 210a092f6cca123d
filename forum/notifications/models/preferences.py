from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Guest, User

HOURS = range(24)


class Discreet(models.TextChoices):
    BY_PLACE = "", _("As the board says")
    ALWAYS = "always", _("Always")
    NEVER = "never", _("Never")


class DigestEvery(models.TextChoices):
    AS_SITE = "", _("As the site does")
    NEVER = "never", _("Never")
    DAY = "day", _("Every day")
    WEEK = "week", _("Every week")


class Preferences(models.Model):
    """How one person, or one guest, wants to hear from the site. No row: as the defaults say."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notification_preferences",
    )
    guest = models.OneToOneField(
        Guest,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notification_preferences",
    )
    follows_by_itself = models.BooleanField(
        _("Follow what I start and where I write"), default=True
    )
    mails = models.BooleanField(_("Send me mail about what is new for me"), default=True)
    discreet = models.CharField(
        _("Discreet mail"), max_length=6, choices=Discreet, default=Discreet.BY_PLACE, blank=True
    )
    # Between these hours, in the person's own zone, no mail is sent. Alike or empty: no quiet.
    quiet_from = models.PositiveSmallIntegerField(_("Quiet from"), null=True, blank=True)
    quiet_to = models.PositiveSmallIntegerField(_("Quiet until"), null=True, blank=True)
    digest = models.CharField(
        _("Summary by mail"),
        max_length=5,
        choices=DigestEvery,
        default=DigestEvery.AS_SITE,
        blank=True,
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Preferences"]] = models.Manager()

    class Meta:
        verbose_name_plural = "preferences"
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False, guest__isnull=True)
                | Q(user__isnull=True, guest__isnull=False),
                name="preferences_person_or_guest",
            ),
            models.CheckConstraint(
                condition=Q(discreet__in=Discreet.values), name="preferences_discreet_known"
            ),
            models.CheckConstraint(
                condition=Q(digest__in=DigestEvery.values), name="preferences_digest_known"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | Q(quiet_from__lt=24, quiet_to__lt=24),
                name="preferences_quiet_hours",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_until__isnull=True)
                | Q(paused_until__gt=models.F("paused_at")),
                name="preferences_pause_has_an_end",
            ),
        )
        indexes = (
            # Whose pause is over.
            models.Index(
                fields=["paused_until"],
                condition=Q(paused_until__isnull=False),
                name="preferences_paused",
            ),
        )

    def __str__(self) -> str:
        return f"preferences of {self.user_id or self.guest_id}"

    @property
    def person(self) -> User | Guest:
        person = self.user or self.guest
        assert person is not None  # preferences_person_or_guest  # noqa: S101
        return person
