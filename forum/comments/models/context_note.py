from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import NAME_LENGTH
from forum.comments.models.comment import Comment

NOTE_LENGTH = 1000


class NoteStatus(models.TextChoices):
    SHOWN = "shown", _("Shown")
    WITHDRAWN = "withdrawn", _("Taken away")


class ContextNoteQuerySet(models.QuerySet["ContextNote"]):
    def shown(self) -> Self:
        return self.filter(status=NoteStatus.SHOWN)


class ContextNote(models.Model):
    """
    What moderators say under a comment: some words, and where they have it from. Signed by name
    only where the moderator chose so. What pages draw of it stands at the comment.
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="context_notes")
    status = models.CharField(max_length=9, choices=NoteStatus, default=NoteStatus.SHOWN)
    text = models.TextField()
    source_url = models.CharField(max_length=500, blank=True)
    signed_by = models.CharField(max_length=NAME_LENGTH, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[ContextNoteQuerySet] = ContextNoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=NoteStatus.values), name="contextnote_status_known"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="contextnote_says_something"),
            models.UniqueConstraint(
                fields=["comment"],
                condition=models.Q(status="shown"),
                name="contextnote_one_shown",
            ),
        )

    def __str__(self) -> str:
        return f"note under comment {self.comment_id}"
