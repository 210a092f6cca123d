from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.comments.models.comment import Comment


class MarkKind(models.TextChoices):
    HELPFUL = "helpful", _("Helped me")  # a member's vote
    ASKER = "asker", _("Helped the person who asked")
    REVIEWED = "reviewed", _("Reviewed by our team")


class Mark(models.Model):
    """A person marked a comment: one row each, so the counts can always be made again."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=8, choices=MarkKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="marks")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["comment", "kind", "by"], name="mark_one_per_person"),
            # The asker is one person and the team speaks with one voice.
            models.UniqueConstraint(
                fields=["comment", "kind"],
                condition=models.Q(kind__in=["asker", "reviewed"]),
                name="mark_one_per_comment",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=MarkKind.values), name="mark_kind_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} on comment {self.comment_id}"
