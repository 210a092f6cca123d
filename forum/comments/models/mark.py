from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.comments.models.comment import Comment


class MarkKind(models.TextChoices):
    HELPFUL = "helpful", _("Helped me")  # anybody's vote
    SAME = "same", _("Same here")  # anybody's vote
    ASKER = "asker", _("Helped the person who asked")
    REVIEWED = "reviewed", _("Reviewed by our team")
    SUPPORT = "support", _("Support, not an answer")  # said by its author, or by a moderator


# What everybody may say, once each; the others are one person's word.
VOTES: Final = (MarkKind.HELPFUL, MarkKind.SAME)


class Mark(models.Model):
    """
    A person marked a comment: one row each, so the counts can always be made again. A visitor is
    a random key in a cookie that the vote sets; only its hash is kept.
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=8, choices=MarkKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="marks"
    )
    visitor_hash = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["comment", "kind", "by"], name="mark_one_per_person"),
            models.UniqueConstraint(
                fields=["comment", "kind", "visitor_hash"],
                condition=~models.Q(visitor_hash=""),
                name="mark_one_per_visitor",
            ),
            # The asker is one person, the team speaks with one voice, and support is support.
            models.UniqueConstraint(
                fields=["comment", "kind"],
                condition=models.Q(kind__in=["asker", "reviewed", "support"]),
                name="mark_one_per_comment",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=MarkKind.values), name="mark_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(by__isnull=False, visitor_hash="")
                | models.Q(by__isnull=True) & ~models.Q(visitor_hash=""),
                name="mark_member_or_visitor",
            ),
            models.CheckConstraint(
                condition=models.Q(by__isnull=False) | models.Q(kind__in=["helpful", "same"]),
                name="mark_visitors_vote_only",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} on comment {self.comment_id}"
