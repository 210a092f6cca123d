"""What the private page of a guest says about mail."""

from django.utils.translation import gettext as _

from accounts.guest_page import Section
from accounts.models import Guest
from accounts.services import proofs
from forum.notifications import preferences, recipients


def mail(guest: Guest) -> Section:
    context = {
        "is_confirmed": recipients.is_here(guest),
        "mail_is_on": preferences.mail_is_on(),
        "may_confirm": proofs.mode() != proofs.OFF,
    }
    return Section(_("Mail to you"), "notifications/_guest_section.html", context)
