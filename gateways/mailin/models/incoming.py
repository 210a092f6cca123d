from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.comments.models import Comment


class Outcome(models.TextChoices):
    POSTED = "posted", _("Became a comment")
    REFUSED = "refused", _("Refused, and the person was told")
    IGNORED = "ignored", _("Ignored")
    BOUNCE = "bounce", _("A mail of ours came back")


class Source(models.TextChoices):
    MAILBOX = "mailbox", _("Mailbox")
    WEBHOOK = "webhook", _("Provider")


class Incoming(models.Model):
    """
    What came of a mail: one row for each, so that none counts twice and an operator sees why one
    was ignored. Holds no address, no subject and no text.
    """

    # Of the Message-ID and the address it was sent to.
    message_hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)  # the list, and forgetting
    source = models.CharField(max_length=7, choices=Source)
    outcome = models.CharField(max_length=7, choices=Outcome, default=Outcome.IGNORED)
    reason = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mails")
        constraints = (
            models.UniqueConstraint(fields=["message_hash"], name="incoming_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="incoming_outcome_known"
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=Source.values), name="incoming_source_known"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="posted") | models.Q(comment__isnull=True),
                name="incoming_comment_of_posted",
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} {self.reason}".strip()
