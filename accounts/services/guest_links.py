"""
The private link of a guest: signed, good for one guest, and revoked by making another one.

The token is the guest's number and a random key under our signature. It is made anew for each
mail and stored nowhere; who reads the database alone cannot make one.
"""

from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import Guest, GuestAddress, GuestDevice, GuestKind, Letter
from accounts.models.guest import new_link_key
from accounts.services import letters
from foundation.limits import buckets

SALT: Final = "accounts.guest-link"
# Neither in a key nor in a signature.
SEPARATOR: Final = "."
DAY: Final = 24 * 3600


def token_of(guest: Guest) -> str:
    """The token of a guest's page, or nothing for an erased one."""
    address = GuestAddress.objects.filter(guest=guest).first()
    if address is None:
        return ""
    if not address.link_key:
        # Written before there were links. Of two at once, one key stays and both use it.
        fresh = GuestAddress.objects.filter(pk=address.pk, link_key="")
        fresh.update(link_key=new_link_key())
        address.refresh_from_db(fields=["link_key"])
    return _signer().sign(f"{guest.pk}{SEPARATOR}{address.link_key}")


def url_of(guest: Guest) -> str:
    """The absolute address of a guest's page, for a mail to them."""
    return f"{settings.SITE_URL}{reverse('guest', args=[token_of(guest)])}"


def guest_of(token: str) -> Guest | None:
    """Whose page this is; None for a token that was forged or revoked."""
    try:
        number, _separator, key = _signer().unsign(token).partition(SEPARATOR)
    except BadSignature:
        return None
    found = Guest.objects.select_related("address").exclude(kind=GuestKind.ERASED)
    return found.filter(pk=number, address__link_key=key).exclude(address__link_key="").first()


def revoke(guest: Guest, *, keep: GuestDevice | None = None) -> None:
    """Lock everybody else out: the link is another one, and only `keep` is still known."""
    GuestAddress.objects.filter(guest=guest).update(link_key=new_link_key())
    others = GuestDevice.objects.filter(guest=guest)
    (others.exclude(pk=keep.pk) if keep is not None else others).delete()


def send_again(email_hash: str) -> Letter | None:
    """
    Write the link to the one guest who has confirmed this address; None where nobody has, or
    today's mail is written already.
    """
    address = (
        GuestAddress.objects.select_related("guest")
        .filter(email_hash=email_hash, confirmed_at__isnull=False)
        .first()
    )
    if address is None:
        return None
    if not buckets.take("accounts.guest-link", email_hash, capacity=1, per_seconds=DAY).ok:
        return None
    context = {"guest_url": url_of(address.guest)}
    return letters.compose("accounts/email/guest_link", address.email, context)


def _signer() -> Signer:
    return Signer(sep=":", salt=SALT)
