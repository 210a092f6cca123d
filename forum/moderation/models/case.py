from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Guest
from forum.comments.models import Comment, Discussion

# Kinds this app itself opens. A floor above registers its own (forum.moderation.kinds).
HELD = "held"
REPORTED = "reported"
CHANGED = "changed"  # a change of a published comment waits
APPEAL = "appeal"  # somebody objects to a decision
PROFILE = "profile"  # what a person says of themselves
SIGN_UP = "signup"  # the same, of somebody who has just joined
BAN = "ban"  # a ban waits for a second moderator

# From this priority on somebody may be at risk: the case stands in a tab of its own, before all.
AT_RISK = 100


class CaseStatus(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> Self:
        return self.filter(status=CaseStatus.OPEN)

    def at_risk(self) -> Self:
        return self.open().filter(priority__gte=AT_RISK)

    def usual(self) -> Self:
        return self.open().filter(priority__lt=AT_RISK)

    def closed(self) -> Self:
        return self.filter(status=CaseStatus.CLOSED)


class Case(models.Model):
    """
    One item that waits for a moderator. A comment, a person or a guest has at most one open
    case; a subject on a higher floor holds a one-to-one to its case and leaves these empty.

    `priority` is what may be at stake, in points; `due_at` is made of it by
    forum.moderation.urgency, and the queue is sorted by it. `discussion` is that of the comment.

    `outcome` is the word for how it was closed: the action of the last decision, or "spam" and
    "withdrawn" where nobody had to decide.
    """

    kind = models.CharField(max_length=20)  # known to forum.moderation.kinds, not to the database
    comment = models.ForeignKey(
        Comment, models.CASCADE, null=True, blank=True, related_name="cases"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="cases"
    )
    guest = models.ForeignKey(Guest, models.CASCADE, null=True, blank=True, related_name="cases")

    discussion = models.ForeignKey(
        Discussion, models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )

    status = models.CharField(max_length=6, choices=CaseStatus, default=CaseStatus.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(default=timezone.now)
    priority = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)

    objects: ClassVar[CaseQuerySet] = CaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(comment__isnull=True, user__isnull=True)
                | models.Q(comment__isnull=True, guest__isnull=True)
                | models.Q(user__isnull=True, guest__isnull=True),
                name="case_one_subject",
            ),
            models.UniqueConstraint(
                fields=["comment"],
                condition=models.Q(status="open"),
                name="case_one_open_per_comment",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(status="open"), name="case_one_open_per_user"
            ),
            models.UniqueConstraint(
                fields=["guest"], condition=models.Q(status="open"), name="case_one_open_per_guest"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=CaseStatus.values), name="case_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", closed_at__isnull=True, outcome="")
                | models.Q(status="closed", closed_at__isnull=False) & ~models.Q(outcome=""),
                name="case_closed_says_how",
            ),
            models.CheckConstraint(condition=~models.Q(kind=""), name="case_kind_given"),
            models.CheckConstraint(
                condition=models.Q(discussion__isnull=True) | models.Q(comment__isnull=False),
                name="case_discussion_of_comment",
            ),
        )
        indexes = (
            # A tab of the queue, what is due first. The last two are for its filters, which
            # look at many cases before they find twenty.
            models.Index(
                fields=["kind", "due_at", "id", "discussion", "waiting_since"],
                condition=models.Q(status="open", priority__lt=AT_RISK),
                name="case_queue_due",
            ),
            # The tab of those at risk, the longest waiting first.
            models.Index(
                fields=["waiting_since", "id"],
                condition=models.Q(status="open", priority__gte=AT_RISK),
                name="case_queue_at_risk",
            ),
            # The tabs Spam and Done, newest first.
            models.Index(
                fields=["-closed_at", "-id"],
                condition=models.Q(status="closed", outcome="spam"),
                name="case_spam",
            ),
            models.Index(
                fields=["-closed_at", "-id"],
                condition=models.Q(status="closed") & ~models.Q(outcome="spam"),
                name="case_done",
            ),
        )

    def __str__(self) -> str:
        return f"case {self.pk} ({self.kind})"

    @property
    def is_open(self) -> bool:
        return self.status == CaseStatus.OPEN


class Firing(models.Model):
    """
    What a rule found in the text of a case, with the span it rests on. `reason` is what the
    author reads, `detail` is for moderators.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="firings")
    rule = models.CharField(max_length=40)
    stage = models.CharField(max_length=10, blank=True)
    effect = models.CharField(max_length=10, default="hold")
    reason = models.CharField(max_length=300)
    detail = models.CharField(max_length=300, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(start__isnull=True, end__isnull=True)
                | models.Q(start__isnull=False, end__isnull=False, end__gt=models.F("start")),
                name="firing_span_whole",
            ),
        )
        indexes = (
            # The queue by the rule that held.
            models.Index(fields=["rule", "case"], name="firing_by_rule"),
            # What each rule found lately, for the page of the rules.
            models.Index(fields=["-at"], name="firing_newest"),
        )

    def __str__(self) -> str:
        return f"{self.rule} in case {self.case_id}"
