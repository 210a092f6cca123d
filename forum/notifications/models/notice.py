from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Sanction
from forum.comments.models import Comment


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """
    Something a member should know: what happened to them or to what they wrote.

    Holds links and no text: what it says is made when it is read, so that it never shows more
    than the reader may see at that moment. `key` makes a repeated job harmless.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)  # known to forum.notifications.kinds
    comment = models.ForeignKey(
        Comment, models.CASCADE, null=True, blank=True, related_name="notices"
    )
    sanction = models.ForeignKey(
        Sanction, models.CASCADE, null=True, blank=True, related_name="notices"
    )
    data: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(
        default=dict, blank=True
    )
    key = models.CharField(max_length=100)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "key"], name="notice_once"),
            models.CheckConstraint(
                condition=~models.Q(kind="") & ~models.Q(key=""), name="notice_says_what"
            ),
        )
        indexes = (
            # A member's list, newest first.
            models.Index(fields=["user", "-id"], name="notice_of_user"),
            # The number beside the bell.
            models.Index(
                fields=["user"], condition=models.Q(read_at__isnull=True), name="notice_unread"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"
