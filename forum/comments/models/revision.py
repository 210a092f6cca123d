from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.comments.models.comment import REASON_LENGTH, Comment


class RevisionStatus(models.TextChoices):
    EARLIER = "earlier", _("Earlier text")
    WAITING = "waiting", _("Waiting for a moderator")
    REJECTED = "rejected", _("Not published")
    PURGED = "purged", _("Deleted by its author")
    SEALED = "sealed", _("Sealed by a moderator")


class RevisionQuerySet(models.QuerySet["Revision"]):
    def waiting(self) -> Self:
        return self.filter(status=RevisionStatus.WAITING)


class Revision(models.Model):
    """
    A text of a comment that is not the one people read: an earlier one, a change that waits for
    a moderator, or a change that was refused. A *sealed* one held what a moderator took out: nobody
    reads it but whom `forum.moderation.services.seals` lets, and after some time it is emptied.

    `at` is when an earlier text was replaced, and when any other was written. `body_html` is
    there while the text may still be drawn. `reason` is read by the author: why the change
    waits, later why it was refused.
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="revisions")
    status = models.CharField(max_length=8, choices=RevisionStatus, default=RevisionStatus.EARLIER)
    body_source = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    render_version = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[RevisionQuerySet] = RevisionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=RevisionStatus.values), name="revision_status_known"
            ),
            models.UniqueConstraint(
                fields=["comment"],
                condition=models.Q(status="waiting"),
                name="revision_one_waiting",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="purged") | models.Q(body_source="", body_html=""),
                name="revision_purged_is_empty",
            ),
        )

    def __str__(self) -> str:
        return f"revision {self.pk} of comment {self.comment_id}"


class Purge(models.Model):
    """The author deleted the earlier texts of a comment: once, and everybody can tell when."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="purges")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["comment"], name="purge_once_per_comment"),)

    def __str__(self) -> str:
        return f"purge of comment {self.comment_id}"
