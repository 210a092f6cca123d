"""Addresses that get no more mail: a bounce or a complaint stops the address, never the comment.

Offered to whatever learns of bounces: a webhook, a mailbox, an operator.
"""

from django.utils import timezone

from accounts.services.guests import hash_email
from forum.notifications.models import Suppression, SuppressionReason


def suppress(address: str, reason: SuppressionReason) -> bool:
    """Send nothing more there. Returns whether that is a change."""
    return Suppression.objects.get_or_create(
        email_hash=hash_email(address), defaults={"reason": reason, "at": timezone.now()}
    )[1]


def release(address: str) -> bool:
    """Send there again. Returns whether it was suppressed."""
    return bool(Suppression.objects.filter(email_hash=hash_email(address)).delete()[0])


def is_suppressed(address: str) -> bool:
    return Suppression.objects.filter(email_hash=hash_email(address)).exists()
