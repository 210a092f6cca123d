"""Addresses that get no more mail: a bounce or a complaint stops the address, never the comment.

Offered to whatever learns of them: the mail server, a mailbox, a provider, an operator.
"""

import re
from datetime import timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import GuestAddress, User
from accounts.services.guests import hash_email
from forum.notifications.models import Suppression, SuppressionReason
from forum.notifications.recipients import Person
from forum.notifications.services.follow import key_of
from foundation.limits import buckets

# By RFC 3463: there is no such mailbox, it is closed, or nobody knows where it would be. 5.0.0 is
# said by servers that say no more.
_FOR_GOOD: Final = re.compile(r"5\.(0\.0|1\.\d+|2\.1|4\.4)")
# What the other server holds against us, or against one mail, says nothing about the address.
_ABOUT_US: Final = re.compile(r"\d\.[67]\.")
# A mailbox that was full on so many days of a month, and once more, is read by nobody.
MOST_DAYS: Final = 3
DAY: Final = timedelta(days=1)
MONTH: Final = timedelta(days=30)


def came_back(
    address: str, status: str, *, reason: SuppressionReason = SuppressionReason.BOUNCED
) -> bool:
    """
    A mail did not arrive, and `status` says why (RFC 3463). Some reasons stop the address; what
    may pass stops it when it goes on. Returns whether it is stopped by this.
    """
    if _FOR_GOOD.fullmatch(status):
        return suppress(address, reason)
    if _ABOUT_US.match(status):
        return False
    key, day, month = hash_email(address), DAY.total_seconds(), MONTH.total_seconds()
    if not buckets.take("notifications.came_back_today", key, capacity=1, per_seconds=day).ok:
        return False
    if buckets.take("notifications.came_back", key, capacity=MOST_DAYS, per_seconds=month).ok:
        return False
    return suppress(address, SuppressionReason.UNREACHABLE)


def suppress(address: str, reason: SuppressionReason) -> bool:
    """Send nothing more there. Returns whether that is a change."""
    person = person_of(address)
    who = {} if person is None else key_of(person)
    return Suppression.objects.get_or_create(
        email_hash=hash_email(address), defaults={"reason": reason, "at": timezone.now(), **who}
    )[1]


def release(address: str) -> bool:
    """Send there again. Returns whether it was suppressed."""
    return bool(Suppression.objects.filter(email_hash=hash_email(address)).delete()[0])


def lift(pk: int) -> bool:
    """The same for who sees the row alone. Returns whether there was one."""
    return bool(Suppression.objects.filter(pk=pk).delete()[0])


def is_suppressed(address: str) -> bool:
    return Suppression.objects.filter(email_hash=hash_email(address)).exists()


def person_of(address: str) -> Person | None:
    """Who has confirmed this address."""
    known = EmailAddress.objects.filter(email__iexact=address, verified=True)
    member = known.select_related("user").first()
    if member is not None:
        user: User = member.user
        return user
    guests = GuestAddress.objects.filter(email_hash=hash_email(address), confirmed_at__isnull=False)
    guest = guests.select_related("guest").first()
    return guest.guest if guest is not None else None
