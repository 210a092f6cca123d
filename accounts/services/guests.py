"""Guests come without an account: one identity for each device, or for a confirmed address."""

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Guest, GuestAddress, GuestDevice, GuestKind
from accounts.services import device
from accounts.services.newcomer import Newcomer

# So long a device counts as its guest's after somebody who reads their mail said so.
PROOF_HOLDS: Final = timedelta(days=30)


def hash_email(email: str) -> str:
    """A keyed hash, the same for one address however it is spelt in upper and lower case."""
    return salted_hmac("accounts.email", email.strip().lower(), algorithm="sha256").hexdigest()


def is_proved(guest: Guest) -> bool:
    """
    Whether this request comes from a device that proved its guest's address by mail, not too
    long ago. What was typed alone proves nothing.
    """
    known, address = guest.device, getattr(guest, "address", None)
    return (
        known is not None
        and known.proved_at is not None
        and known.proved_at > timezone.now() - PROOF_HOLDS
        and address is not None
        and address.confirmed_at is not None
    )


def welcome(newcomer: Newcomer) -> Guest:
    """
    The guest of this device, or a new one. Call it in a transaction.

    A device that already belongs to a guest with another name or address gets a new identity
    and forgets the old one: two people at one computer are two guests. Only where the device has
    proved the address, another name is the same person's.
    """
    key_hash = device.hash_key(newcomer.device_key) if newcomer.device_key else ""
    email_hash = hash_email(newcomer.email)
    known = _device(key_hash)
    if known is not None and _is_theirs(known, newcomer, email_hash):
        guest = known.guest
        if guest.website != newcomer.website:
            guest.website = newcomer.website
            guest.save(update_fields=["website"])
        return guest
    guest = Guest.objects.create(name=newcomer.name, website=newcomer.website)
    GuestAddress.objects.create(guest=guest, email=newcomer.email, email_hash=email_hash)
    if known is not None:
        known.guest, known.proved_at = guest, None
        known.save(update_fields=["guest", "proved_at"])
    elif key_hash:
        known = GuestDevice.objects.create(guest=guest, key_hash=key_hash)
    guest.device = known
    return guest


def again(guest: Guest) -> Guest | None:
    """
    The same guest read under lock, or None where the identity was joined to another one or erased
    since this request began. Call it in a transaction.
    """
    found = Guest.objects.select_for_update().filter(pk=guest.pk).exclude(kind=GuestKind.ERASED)
    return guest if found.exists() else None


def _device(key_hash: str) -> GuestDevice | None:
    if not key_hash:
        return None
    found = GuestDevice.objects.select_for_update(of=("self", "guest"))
    known = found.select_related("guest__address").filter(key_hash=key_hash).first()
    if known is not None:
        known.guest.device = known
    return known


def _is_theirs(known: GuestDevice, newcomer: Newcomer, email_hash: str) -> bool:
    address = getattr(known.guest, "address", None)
    if address is None or address.email_hash != email_hash:
        return False
    return known.guest.name == newcomer.name or is_proved(known.guest)
