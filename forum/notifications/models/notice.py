from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Guest, Sanction, User
from forum.comments.models import Comment, Discussion
from forum.notifications.models.channel import Channel


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """
    Something a person, or a guest with a confirmed address, should know: what happened to them,
    to what they wrote, or to what they follow.

    Holds links and no text: what it says is made when it is read, so that it never shows more
    than the reader may see at that moment. `key` names the occasion: a repeated job, and three
    rules that match, tell it once.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="notices"
    )
    guest = models.ForeignKey(Guest, models.CASCADE, null=True, blank=True, related_name="notices")
    kind = models.CharField(max_length=40)  # known to forum.notifications.kinds
    comment = models.ForeignKey(
        Comment, models.CASCADE, null=True, blank=True, related_name="notices"
    )
    # What there is to read, where no comment says it: an article.
    discussion = models.ForeignKey(
        Discussion, models.CASCADE, null=True, blank=True, related_name="notices"
    )
    sanction = models.ForeignKey(
        Sanction, models.CASCADE, null=True, blank=True, related_name="notices"
    )
    # Why it came, where it came because something is followed.
    channel = models.ForeignKey(
        Channel, models.SET_NULL, null=True, blank=True, related_name="notices"
    )
    data: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(
        default=dict, blank=True
    )
    key = models.CharField(max_length=100)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False, guest__isnull=True)
                | Q(user__isnull=True, guest__isnull=False),
                name="notice_person_or_guest",
            ),
            models.UniqueConstraint(
                fields=["user", "key"], condition=Q(user__isnull=False), name="notice_once"
            ),
            models.UniqueConstraint(
                fields=["guest", "key"],
                condition=Q(guest__isnull=False),
                name="notice_once_for_guest",
            ),
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
        return f"{self.kind} for {self.user_id or self.guest_id}"

    @property
    def person(self) -> User | Guest:
        person = self.user or self.guest
        assert person is not None  # notice_person_or_guest  # noqa: S101
        return person
