"""Mail of the site in tests: what waits is due at once, and what was sent is read."""

from email.message import Message
from typing import Any

from django.core import mail
from django.utils import timezone

from accounts.models import Guest, GuestAddress
from forum.notifications.models import Delivery, DeliveryStatus
from forum.notifications.services import send
from tests.factories import make_guest


def post_all() -> list[Any]:
    """Let all waiting time pass, and send what is due. Returns the mails sent so far."""
    Delivery.objects.filter(status=DeliveryStatus.QUEUED).update(due_at=timezone.now())
    send.send_due()
    return list(getattr(mail, "outbox", []))


def make_confirmed_guest(name: str = "Gina", email: str = "gina@example.org") -> Guest:
    guest = make_guest(name, email)
    GuestAddress.objects.filter(guest=guest).update(confirmed_at=timezone.now())
    return Guest.objects.select_related("address").get(pk=guest.pk)


def html_of(message: Any) -> str:
    return str(message.alternatives[0][0])


def headers_of(message: Any) -> Message:
    parsed: Message = message.message()
    return parsed
