from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.guest import Guest
from accounts.models.user import User


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def in_force(self, at: datetime | None = None) -> Self:
        """Those that limit somebody now: a ban that nobody confirmed and a warning that was read
        do not."""
        at = at or timezone.now()
        return self.counting().filter(
            models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=at), starts_at__lte=at
        )

    def counting(self) -> Self:
        """The part of `in_force` that reads no clock."""
        return self.filter(lifted_at__isnull=True, read_at__isnull=True).exclude(
            kind=SanctionKind.BAN, confirmed_at__isnull=True
        )

    def proposed(self) -> Self:
        return self.filter(kind=SanctionKind.BAN, confirmed_at__isnull=True, lifted_at__isnull=True)


class SanctionKind(models.TextChoices):
    """From the mildest. A warning ends when it is read; all else on its date, or when lifted."""

    WARNING = "warning", _("Warning")
    REVIEW = "review", _("Everything waits for a moderator")
    BOARD = "board", _("Kept out of one board")
    SUSPENSION = "suspension", _("Suspension")
    BAN = "ban", _("Ban")


class Sanction(models.Model):
    """
    A limit on a person: who, why, until when. The person can read `reason`, never `note`.

    One on a guest holds on all their devices, and may reach further, to everybody who writes
    without an account from the same `block` of the network. A ban counts when a second moderator
    has confirmed it.
    """

    kind = models.CharField(max_length=16, choices=SanctionKind, default=SanctionKind.SUSPENSION)
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="sanctions")
    guest = models.ForeignKey(
        Guest, models.CASCADE, null=True, blank=True, related_name="sanctions"
    )
    block = models.CharField(max_length=43, blank=True, editable=False)
    # A board's number, of one that keeps somebody out of it. No key: boards stand above.
    shelf = models.PositiveBigIntegerField(null=True, blank=True)
    reason = models.CharField(_("reason the person reads"), max_length=1000)
    note = models.CharField(_("note for the team"), max_length=1000, blank=True)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="sanctions_given"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)  # of a warning, by the person
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager["Sanction"]] = SanctionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, guest__isnull=True)
                | models.Q(user__isnull=True, guest__isnull=False),
                name="sanction_one_person",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="sanction_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=SanctionKind.values), name="sanction_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("by")),
                name="sanction_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True) | models.Q(kind="ban"),
                name="sanction_only_bans_confirmed",
            ),
            models.CheckConstraint(
                condition=models.Q(read_at__isnull=True) | models.Q(kind="warning"),
                name="sanction_only_warnings_read",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="board", shelf__isnull=False)
                | ~models.Q(kind="board") & models.Q(shelf__isnull=True),
                name="sanction_board_named",
            ),
            models.CheckConstraint(
                condition=models.Q(block="") | models.Q(guest__isnull=False),
                name="sanction_reach_of_guests",
            ),
            models.CheckConstraint(
                condition=models.Q(block="") | models.Q(ends_at__isnull=False),
                name="sanction_block_ends",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(kind="ban", confirmed_at__isnull=True, lifted_at__isnull=True),
                name="sanction_one_ban_proposed",
            ),
        )
        indexes = (
            # policies.writing_refusal: is this person under a sanction now?
            models.Index(fields=["user", "ends_at"], name="sanction_by_user"),
            models.Index(fields=["guest", "ends_at"], name="sanction_by_guest"),
            models.Index(fields=["block"], condition=~models.Q(block=""), name="sanction_by_block"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id or self.guest_id}"
