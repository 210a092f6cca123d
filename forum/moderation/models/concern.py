from typing import Any, ClassVar, Never, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.comments.models import Comment
from forum.moderation.models.decision import Written


class Source(models.TextChoices):
    PHRASE = "phrase", _("A phrase of the list")
    REPORT = "report", _("A report")


class Level(models.TextChoices):
    LOW = "low", _("Low: of the past, or a figure of speech")
    MEDIUM = "medium", _("Medium: thoughts that go on, without a plan")
    HIGH = "high", _("High: a plan, means or a time; somebody in danger now")


class StepKind(models.TextChoices):
    """What was done about a concern. The list grows, so the database does not hold it."""

    RAISED = "raised", _("Noticed")
    LEVEL = "level", _("Level chosen")
    CHECK = "check", _("Done")
    SECOND = "second", _("Second opinion asked for")
    HANDED = "handed", _("Handed over")
    OPINION = "opinion", _("Opinion")
    WROTE = "wrote", _("Wrote to the person, privately")
    AFTERCARE = "aftercare", _("After-care")
    CLOSED = "closed", _("Closed")


class ConcernQuerySet(models.QuerySet["Concern"]):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)


class Concern(models.Model):
    """
    Somebody may be at risk: what was noticed in a comment, and what the team does about it. It
    stays open until a person closes it here, whatever is decided about the comment.
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="concerns")
    source = models.CharField(max_length=6, choices=Source)
    start = models.PositiveIntegerField(null=True, blank=True)  # of the phrase in the text
    end = models.PositiveIntegerField(null=True, blank=True)
    level = models.CharField(max_length=6, choices=Level, blank=True)
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ConcernQuerySet] = ConcernQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["comment"],
                condition=models.Q(closed_at__isnull=True),
                name="concern_one_open_per_comment",
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=Source.values), name="concern_source_known"
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=["", *Level.values]), name="concern_level_known"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | ~models.Q(level=""),
                name="concern_closed_has_a_level",
            ),
        )
        indexes = (
            # What is open, the longest waiting first.
            models.Index(
                fields=["opened_at", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="concern_open",
            ),
        )

    def __str__(self) -> str:
        return f"concern {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class ConcernStep(models.Model):
    """One thing that was done about a concern. Rows are added, never changed."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(kind=""), name="concernstep_says_what"),
        )

    def __str__(self) -> str:
        return f"{self.kind} in concern {self.concern_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Written
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise Written

    @property
    def kind_label(self) -> str:
        return str(dict(StepKind.choices).get(self.kind, self.kind))


class ConcernSkip(models.Model):
    """ "Too much today": not shown to this moderator until then. Says nothing about anybody."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="skips")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField(db_index=True)  # the daily purge

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["concern", "user"], name="concernskip_once"),
        )

    def __str__(self) -> str:
        return f"skip of concern {self.concern_id}"


class HelpLine(models.Model):
    """Where somebody finds help at a place, as the owner wrote it and promised to look again."""

    place = models.CharField(_("country or region"), max_length=60, blank=True)
    name = models.CharField(_("who helps"), max_length=100)
    contact = models.CharField(_("number, or how to write"), max_length=200, blank=True)
    url = models.URLField(_("website"), max_length=200, blank=True)
    hours = models.CharField(_("when"), max_length=100, blank=True)
    review_on = models.DateField(_("look again on"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("place", "name", "id")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(contact="", url=""), name="helpline_says_how"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="helpline_says_who"),
        )

    def __str__(self) -> str:
        return self.name
