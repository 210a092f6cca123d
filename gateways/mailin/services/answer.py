"""Telling a person by mail that their reply was not posted, and why."""

from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import letters
from accounts.tasks import send_letter
from foundation.branding import settings as site_settings
from foundation.limits import buckets

MOST_A_DAY: Final = 3


def explain(person: User, reason: str) -> bool:
    """
    In the language that is set. It goes to the address that was confirmed and holds nothing of
    what was written. Returns whether it is sent: at most three a day.
    """
    name = f"user:{person.pk}"
    if not buckets.take("mailin.answer", name, capacity=MOST_A_DAY, per_seconds=24 * 3600).ok:
        return False
    context = {
        "name": person.name,
        "reason": reason,
        "site_name": site_settings.get("site_name"),
        "site_url": settings.SITE_URL,
    }
    body = render_to_string("mailin/refused.txt", context).strip() + "\n"
    letter = letters.write(person.email, _("Your reply was not posted"), body)
    send_letter.enqueue(letter.pk)
    return True
