"""What the owner of a site sets about people."""

from django.utils.translation import gettext_lazy as _

from accounts.services import proofs
from foundation.branding import settings

settings.declare("sign_up_open", True, label=_("New people may join"), group=_("People"))
settings.declare(
    "guest_proof",
    proofs.TO_PUBLISH,
    label=_("Guests confirm their e-mail address"),
    help=_(
        "Guests get one message a day at most. With “Never”, no mail goes to an address that "
        "was only typed, and each comment of a guest waits for a moderator."
    ),
    group=_("People"),
    choices=proofs.MODES,
)
