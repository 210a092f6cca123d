from django.db import models
from django.utils import timezone

from forum.comments.models import Comment


class Observation(models.Model):
    """
    What a rule found without holding the comment: it only observes, or its author was asked to
    look again. Kept to judge the rule by what became of the comment.
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    rule = models.CharField(max_length=40)
    effect = models.CharField(max_length=10)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(rule=""), name="observation_names_rule"),
        )
        indexes = (
            # What each rule found lately, for the page of the rules; and the purge.
            models.Index(fields=["-at"], name="observation_newest"),
        )

    def __str__(self) -> str:
        return f"{self.rule} about comment {self.comment_id}"
