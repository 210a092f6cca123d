from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Guest
from forum.comments.models import Comment
from forum.moderation.models.case import Case

REPORT_LENGTH = 1000


class ReportReason(models.TextChoices):
    """Why a comment should be looked at. The list grows, so the database does not hold it."""

    AT_RISK = "at_risk", _("Someone may be at risk")
    ADVICE = "advice", _("Gives medical advice")
    CLAIM = "claim", _("Makes a dangerous health claim")
    PERSONAL = "personal", _("Shares somebody's personal data")
    SELLING = "selling", _("Sells something or recruits for a study")
    HARASSMENT = "harassment", _("Attacks or harasses somebody")
    SPAM = "spam", _("Is spam")
    OTHER = "other", _("Something else")


class Report(models.Model):
    """One person says that a comment breaks a rule: a member, or a device known by a hash."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="reports")
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    device_hash = models.CharField(max_length=64, blank=True, editable=False)
    # Whom a device belongs to, where it was known; they hear what became of it.
    guest = models.ForeignKey(Guest, models.SET_NULL, null=True, blank=True, related_name="reports")
    reason = models.CharField(_("reason"), max_length=20, choices=ReportReason)
    text = models.CharField(_("what should we know"), max_length=REPORT_LENGTH, blank=True)
    # What the rules found in `text`, for moderators alone: a rule and a span each.
    found: "models.JSONField[list[list[Any]], list[list[Any]]]" = models.JSONField(
        default=list, blank=True, editable=False
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(reporter__isnull=False, device_hash="")
                | models.Q(reporter__isnull=True) & ~models.Q(device_hash=""),
                name="report_member_or_device",
            ),
            models.UniqueConstraint(fields=["comment", "reporter"], name="report_once_per_member"),
            models.UniqueConstraint(
                fields=["comment", "device_hash"],
                condition=~models.Q(device_hash=""),
                name="report_once_per_device",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="report_says_why"),
            models.CheckConstraint(
                condition=models.Q(guest__isnull=True) | models.Q(reporter__isnull=True),
                name="report_guest_is_no_member",
            ),
        )
        indexes = (
            # The queue by what was reported.
            models.Index(fields=["reason", "case"], name="report_by_reason"),
        )

    def __str__(self) -> str:
        return f"report {self.pk} of comment {self.comment_id}"


class ReportOrigin(models.Model):
    """The block of the network a report came from, kept apart and for thirty days, to tell one
    group from many people."""

    report = models.OneToOneField(Report, models.CASCADE, related_name="origin")
    block = models.CharField(max_length=43)
    at = models.DateTimeField(default=timezone.now, db_index=True)  # the daily purge

    def __str__(self) -> str:
        return f"origin of report {self.report_id}"
