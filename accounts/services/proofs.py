"""
Proof that a guest reads the mail of the address they typed.

One mail a day for an address, however many comments name it and whoever sends them. It holds
nothing that anybody typed, and nothing else goes to the address until the button behind its link
was pressed.
"""

import secrets
from datetime import timedelta
from typing import Final

from django.conf import settings as django_settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import Guest, GuestAddress, GuestKind, Letter, Proof
from accounts.services import letters
from accounts.services.guests import is_proved
from foundation.branding import settings
from foundation.limits import buckets

OFF, TO_PUBLISH, ALWAYS = "off", "publish", "always"
MODES: Final = (
    (OFF, _("Never")),
    (TO_PUBLISH, _("Before a guest's comment may appear without a moderator")),
    (ALWAYS, _("Before any comment of a guest may appear")),
)
SALT: Final = "accounts.proof"
DAY: Final = 24 * 3600
# A school or a hospital is one network; a script that mails the world is one too.
OF_A_NETWORK: Final = 20
# Who wrote nothing here is left alone for so long.
LEFT_ALONE: Final = timedelta(days=30)


def mode() -> str:
    return str(settings.get("guest_proof"))


def is_wanted(guest: Guest) -> bool:
    """Whether a comment from this device is a reason to ask for proof."""
    return mode() != OFF and not is_proved(guest)


def is_owed(guest_id: int) -> bool:
    """Whether a guest has never confirmed their address. Those of an earlier site owe nothing."""
    unproved = GuestAddress.objects.filter(guest=guest_id, confirmed_at=None)
    return unproved.filter(guest__kind=GuestKind.PERSON).exists()


@transaction.atomic
def ask(guest_id: int, *, network: str = "") -> Letter | None:
    """
    Write the mail to the address of this guest, to be sent by the caller; None where the site
    asks for no proof, today's mail is written already, or its reader wants to be left alone.
    """
    address = GuestAddress.objects.filter(guest=guest_id).first()
    if mode() == OFF or address is None or _is_left_alone(address.email_hash):
        return None
    limits = [("accounts.proof", address.email_hash, 1)]
    if network:
        limits.insert(0, ("accounts.proof.network", network, OF_A_NETWORK))
    for name, key, capacity in limits:
        if not buckets.take(name, key, capacity=capacity, per_seconds=DAY).ok:
            return None
    token = secrets.token_urlsafe(32)
    Proof.objects.create(email_hash=address.email_hash, token_hash=hash_token(token))
    url = f"{django_settings.SITE_URL}{reverse('guest-proof', args=[token])}"
    return letters.compose("accounts/email/proof", address.email, {"proof_url": url})


def find(token: str, *, lock: bool = False) -> Proof | None:
    """The proof whose link this is, while it works: once, and for as long as its mail is young."""
    found = Proof.objects.filter(
        token_hash=hash_token(token),
        used_at=None,
        refused_at=None,
        created_at__gt=timezone.now() - letters.KEEP,
    )
    return (found.select_for_update() if lock else found).first()


@transaction.atomic
def refuse(token: str) -> bool:
    """Who reads the mail wrote nothing here. Returns whether the link still worked."""
    proof = find(token, lock=True)
    if proof is None:
        return False
    proof.refused_at = timezone.now()
    proof.save(update_fields=["refused_at"])
    return True


def drop_old() -> int:
    """Proofs that are of no use any more."""
    deleted, _by_model = Proof.objects.filter(
        created_at__lt=timezone.now() - LEFT_ALONE - letters.KEEP
    ).delete()
    return deleted


def _is_left_alone(email_hash: str) -> bool:
    since = timezone.now() - LEFT_ALONE
    return Proof.objects.filter(email_hash=email_hash, refused_at__gt=since).exists()


def hash_token(token: str) -> str:
    return salted_hmac(SALT, token, algorithm="sha256").hexdigest()
