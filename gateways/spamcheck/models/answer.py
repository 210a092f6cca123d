from typing import ClassVar

from django.db import models
from django.utils import timezone

from forum.comments.models import Comment
from gateways.spamcheck.contract import Verdict


class Answer(models.Model):
    """
    What the service said of a comment, so that it can be told of its mistakes, and of nothing it
    was never asked about. `corrected` is what it was told last, where that was something else.
    """

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=7)
    at = models.DateTimeField(default=timezone.now)
    corrected = models.CharField(max_length=7, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Answer"]] = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(verdict__in=[verdict.value for verdict in Verdict]),
                name="answer_verdict_known",
            ),
            models.CheckConstraint(
                condition=models.Q(corrected__in=("", Verdict.FINE.value, Verdict.SPAM.value)),
                name="answer_corrected_known",
            ),
            models.CheckConstraint(
                condition=models.Q(corrected="", corrected_at__isnull=True)
                | ~models.Q(corrected="") & models.Q(corrected_at__isnull=False),
                name="answer_corrected_says_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.verdict} of comment {self.comment_id}"

    @property
    def believes(self) -> Verdict:
        """What the service holds the comment for by now: fine, or spam."""
        last = Verdict(self.corrected or self.verdict)
        return Verdict.FINE if last == Verdict.FINE else Verdict.SPAM
