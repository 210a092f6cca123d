from datetime import timedelta
from typing import Any, ClassVar, Never

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Guest, Sanction
from forum.comments.models import Comment, Discussion, Status
from forum.moderation.models.batch import Batch
from forum.moderation.models.case import Case
from foundation.branding import texts

REASON_LENGTH = 600
TOLD_LENGTH = 2000
UNDO_WITHIN = timedelta(days=30)


class Written(Exception):
    """A decision is written once. Another decision may follow it; nothing changes it."""


class DecisionQuerySet(models.QuerySet["Decision"]):
    def update(self, **kwargs: Any) -> Never:
        raise Written

    def delete(self) -> Never:
        raise Written

    def bulk_update(self, *args: Any, **kwargs: Any) -> Never:
        raise Written

    def update_or_create(self, *args: Any, **kwargs: Any) -> Never:
        raise Written


class Action(models.TextChoices):
    """What a moderator did. The list grows, so the database does not hold it."""

    APPROVE = "approve", _("Approved")
    KEEP = "keep", _("Looked at and left in place")
    REJECT = "reject", _("Not published")
    ACCEPT = "accept", _("Change published")
    REFUSE = "refuse", _("Change not published")
    SPAM = "spam", _("Marked as spam")
    REMOVE = "remove", _("Removed")
    HOLD = "hold", _("Held again")
    REDACT = "redact", _("Something taken out")
    EDIT = "edit", _("Text changed")
    NOTE = "note", _("Note added")
    UNNOTE = "unnote", _("Note taken away")
    VEIL = "veil", _("Veiled")
    UNVEIL = "unveil", _("Veil lifted")
    RESTORE = "restore", _("Published again")
    LOCK = "lock", _("Closed to replies")
    UNLOCK = "unlock", _("Opened to replies")
    PIN = "pin", _("Pinned")
    UNPIN = "unpin", _("No longer pinned")
    MOVE = "move", _("Moved")
    MEMBERS = "members", _("For members only")
    EVERYONE = "everyone", _("Open to everyone again")
    SPLIT = "split", _("Made a topic of its own")
    MERGE = "merge", _("Merged into another topic")
    SLOW = "slow", _("Slowed down")
    UNSLOW = "unslow", _("No longer slowed down")
    SUSPEND = "suspend", _("Suspended")
    LIFT = "lift", _("Suspension lifted")
    SETTLE = "settle", _("Needs no answer")
    HAND = "hand", _("Handed to a colleague")
    UNDO = "undo", _("Taken back")
    WARN = "warn", _("Warned")
    REVIEW = "review", _("Everything waits for a moderator")
    KEEP_OUT = "keep_out", _("Kept out of a board")
    BAN = "ban", _("Banned")
    DECLINE = "decline", _("Ban not confirmed")
    APPOINT = "appoint", _("Made a moderator of a board")
    RELIEVE = "relieve", _("No longer a moderator of a board")
    WITHHOLD = "withhold", _("Words about themselves not shown")


# What the person concerned must be told why.
NEED_REASON = (
    "reject", "refuse", "remove", "hold", "redact", "edit",
    "suspend", "warn", "review", "keep_out", "ban",
)  # fmt: skip


class DecisionReason(models.TextChoices):
    """Why, for the author to read. Words of the moderator's own may follow."""

    ADVICE = "advice", _("It reads as medical advice to one person.")
    CLAIM = "claim", _("It makes a health claim that could harm somebody.")
    PERSONAL = "personal", _("It holds somebody's personal data.")
    SELLING = "selling", _("It advertises, sells or recruits.")
    HARASSMENT = "harassment", _("It attacks a person.")
    OFF_TOPIC = "off_topic", _("It does not belong to this discussion.")
    DUPLICATE = "duplicate", _("It is here already.")
    OTHER = "other", _("Another reason, given below.")


def reason_sentence(code: str, text: str) -> str:
    """The listed reason and the moderator's own words, in one sentence."""
    listed = "" if code in ("", DecisionReason.OTHER) else texts.get(f"reason.{code}")
    return f"{listed} {text}".strip()


class Decision(models.Model):
    """
    What a moderator did, to what, and why. Rows are added, never changed.

    One may be taken back by another, which `reverses` it; a decision is taken back once.

    `note` is for the team; `reason_code` and `reason_text` are why. `told` is what the person
    concerned reads: the text that goes with the reason, as it was filled then, and the
    moderator's own words.
    """

    case = models.ForeignKey(Case, models.SET_NULL, null=True, blank=True, related_name="decisions")
    comment = models.ForeignKey(
        Comment, models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    discussion = models.ForeignKey(
        Discussion, models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="decisions_about",
    )
    guest = models.ForeignKey(
        Guest, models.SET_NULL, null=True, blank=True, related_name="decisions_about"
    )
    sanction = models.ForeignKey(
        Sanction, models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    # The others decided in the same step.
    batch = models.ForeignKey(
        Batch, models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    action = models.CharField(max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="decisions"
    )
    reason_code = models.CharField(max_length=20, blank=True)
    reason_text = models.CharField(max_length=REASON_LENGTH, blank=True)
    told = models.CharField(max_length=TOLD_LENGTH, blank=True, default="")
    note = models.CharField(max_length=1000, blank=True)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    # How everything stood before that `before` does not say, so that it can stand so again:
    # numbers, kinds and moments, never words.
    former = models.JSONField(default=dict, blank=True, editable=False)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[DecisionQuerySet] = DecisionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(action=""), name="decision_says_what"),
            models.CheckConstraint(
                condition=~models.Q(action__in=NEED_REASON)
                | ~models.Q(reason_code="", reason_text=""),
                name="decision_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(action="undo", reverses__isnull=False)
                | ~models.Q(action="undo") & models.Q(reverses__isnull=True),
                name="decision_undo_says_which",
            ),
        )
        indexes = (
            # The history, newest first: all of it, and of one person.
            models.Index(fields=["-id"], name="decision_newest"),
            models.Index(fields=["person", "-id"], name="decision_about_person"),
            models.Index(fields=["by", "-id"], name="decision_by_person"),
            # The last weeks, for the team's figures.
            models.Index(fields=["at"], name="decision_by_moment"),
        )

    def __str__(self) -> str:
        return f"{self.action} by {self.by_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Written
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise Written

    @property
    def action_label(self) -> str:
        labels = dict(Action.choices)
        return str(labels.get(self.action, self.action))

    @property
    def is_undone(self) -> bool:
        return hasattr(self, "reversal")

    @property
    def may_be_undone(self) -> bool:
        """Whether it is of a kind and an age that can be taken back; the verb looks at the rest."""
        recent = timezone.now() - self.at < UNDO_WITHIN
        return bool(self.former) and recent and not self.is_undone

    @property
    def sealed_id(self) -> int | None:
        """The text it sealed; it may be emptied by now."""
        found: int | None = self.former.get("sealed")
        return found

    @property
    def reason(self) -> str:
        return self.told or reason_sentence(self.reason_code, self.reason_text)

    @property
    def listed_reason(self) -> str:
        """Without anybody's own words."""
        return reason_sentence(self.reason_code, "")

    @property
    def status_label(self) -> str:
        return str(dict(Status.choices).get(self.after, self.after))
