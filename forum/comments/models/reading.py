from django.conf import settings
from django.db import models
from django.utils import timezone

from forum.comments.models.discussion import Discussion
from forum.comments.seen import Seen


class Reading(models.Model):
    """
    How far one member has read one discussion: one small row, not one for each comment.

    `read_to` and `read_more` are the arrivals this member has been shown, up to now; `visit_from`
    and `visit_more` are those of before this visit, and what is not among them is "new". `at` is
    when the visit was last noted; `version` moves with every change, so that of two tabs at once
    neither undoes the other. See forum.comments.news for what these words mean.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="readings", db_index=False
    )
    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="readings")
    read_to = models.PositiveBigIntegerField()
    read_more = models.TextField(blank=True)
    visit_from = models.PositiveBigIntegerField()
    visit_more = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)  # the daily purge
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            # Also finds a member's rows: the list of what is unread, the numbers beside topics.
            models.UniqueConstraint(fields=["user", "discussion"], name="reading_once"),
            models.CheckConstraint(
                condition=models.Q(visit_from__lte=models.F("read_to")),
                name="reading_visit_within_read",
            ),
        )

    def __str__(self) -> str:
        return f"user {self.user_id} in discussion {self.discussion_id}"

    @property
    def read(self) -> Seen:
        return Seen.parse(self.read_to, self.read_more)

    @property
    def visit(self) -> Seen:
        return Seen.parse(self.visit_from, self.visit_more)
