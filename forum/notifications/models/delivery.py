from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Guest, User
from forum.notifications.models.notice import Notice
from forum.notifications.models.window import Window


class DeliveryStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNCERTAIN = "uncertain", _("Uncertain")
    FAILED = "failed", _("Failed")
    SUPPRESSED = "suppressed", _("Suppressed")
    CANCELLED = "cancelled", _("Cancelled")


class Delivery(models.Model):
    """
    One thing on its way to one mailbox: written with its notice or its window, once.

    A worker *claims* rows of one `thread`, which become one mail. They stay queued until the
    server asks for the text: in that moment they are marked as *sending*, and *sent* when it has
    answered. Whoever dies in between leaves it uncertain whether the mail went out; it is shown
    to the operator and not repeated. At any other moment the claim ends by itself and the mail
    goes out.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="deliveries",
    )
    guest = models.ForeignKey(
        Guest, models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    notice = models.OneToOneField(
        Notice, models.CASCADE, null=True, blank=True, related_name="delivery"
    )
    window = models.OneToOneField(
        Window, models.CASCADE, null=True, blank=True, related_name="delivery"
    )
    thread = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=DeliveryStatus, default=DeliveryStatus.QUEUED)
    status_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=100, blank=True)  # a code; no address, no text
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=200, blank=True)  # of the mail that carried it

    objects: ClassVar[models.Manager["Delivery"]] = models.Manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False, guest__isnull=True)
                | Q(user__isnull=True, guest__isnull=False),
                name="delivery_person_or_guest",
            ),
            models.CheckConstraint(
                condition=Q(notice__isnull=False, window__isnull=True)
                | Q(notice__isnull=True, window__isnull=False),
                name="delivery_notice_or_window",
            ),
            models.CheckConstraint(
                condition=Q(status__in=DeliveryStatus.values), name="delivery_status_known"
            ),
            models.CheckConstraint(
                condition=Q(claim="", claimed_until__isnull=True)
                | (~Q(claim="") & Q(claimed_until__isnull=False)),
                name="delivery_claim_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("sending", "sent", "uncertain")) | ~Q(message_id=""),
                name="delivery_sent_as_a_message",
            ),
        )
        indexes = (
            # What is due.
            models.Index(fields=["due_at"], condition=Q(status="queued"), name="delivery_due"),
            # What a dead worker left.
            models.Index(
                fields=["claimed_until"], condition=Q(status="sending"), name="delivery_sending"
            ),
            # The operator's list.
            models.Index(fields=["status", "-status_at", "-id"], name="delivery_by_status"),
            # How many mails somebody got today.
            models.Index(
                fields=["user", "status_at"], condition=Q(status="sent"), name="delivery_sent"
            ),
        )

    def __str__(self) -> str:
        return f"{self.status}: {self.thread} for {self.user_id or self.guest_id}"

    @property
    def person(self) -> User | Guest:
        person = self.user or self.guest
        assert person is not None  # delivery_person_or_guest  # noqa: S101
        return person
