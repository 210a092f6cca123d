"""Mails about an account: written in the request's transaction, sent by the worker."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.conf import settings as django_settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Letter
from foundation.branding import settings

# A code works for 15 minutes and a link for three days: an older letter would only confuse.
KEEP: Final = timedelta(days=3)


def compose(prefix: str, to: str, context: Mapping[str, Any]) -> Letter:
    """Write the letter of PREFIX_subject.txt and PREFIX_message.txt."""
    filled = {
        "site_name": settings.get("site_name"),
        "site_url": django_settings.SITE_URL,
    } | dict(context)
    subject = " ".join(render_to_string(f"{prefix}_subject.txt", filled).split())
    body = render_to_string(f"{prefix}_message.txt", filled).strip() + "\n"
    return write(to, subject, body)


def write(to: str, subject: str, body: str) -> Letter:
    return Letter.objects.create(to=to, subject=subject[:250], body=body)


def send(letter_id: int) -> bool:
    """
    Send a letter and delete it. Returns whether it was still there. A worker killed between the
    two sends it twice rather than never.
    """
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None:
        return False
    EmailMessage(
        letter.subject,
        letter.body,
        to=[letter.to],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
    letter.delete()
    return True


def drop_old() -> int:
    """Letters that no server took in time."""
    deleted, _by_model = Letter.objects.filter(created_at__lt=timezone.now() - KEEP).delete()
    return deleted
