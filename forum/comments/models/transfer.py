from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from forum.comments import order
from forum.comments.models.comment import Comment, CommentKind
from forum.comments.models.discussion import Discussion


class Transfer(models.Model):
    """
    Comments went from one discussion into another: who did it and when. `head` is the first of
    them; `stub` tells at their former place where they are. Written by `transfer` alone.
    """

    source = models.ForeignKey(Discussion, models.CASCADE, related_name="transfers_out")
    target = models.ForeignKey(Discussion, models.CASCADE, related_name="transfers_in")
    head = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    stub = models.OneToOneField(
        Comment, models.CASCADE, null=True, blank=True, related_name="transfer"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    returned_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Transfer"]] = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="transfer_goes_elsewhere"
            ),
        )

    def __str__(self) -> str:
        return f"from discussion {self.source_id} into {self.target_id}"


class Moved(models.Model):
    """Where one comment stood before a transfer, so that it can stand there again."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="moved")
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=8, choices=CommentKind)
    parent = models.PositiveBigIntegerField(null=True)
    root = models.PositiveBigIntegerField(null=True)
    number = models.PositiveBigIntegerField()
    late_no = models.PositiveBigIntegerField(null=True)
    root_no = models.PositiveBigIntegerField(null=True)
    order_key = models.CharField(max_length=order.MAX_LENGTH)
    depth = models.PositiveIntegerField()

    objects: ClassVar[models.Manager["Moved"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["transfer", "comment"], name="moved_once_by_transfer"),
        )

    def __str__(self) -> str:
        return f"comment {self.comment_id}, number {self.number}"
