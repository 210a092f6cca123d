"""Guests come without an account: one identity for each device."""

from django.utils.crypto import salted_hmac

from accounts.models import Guest, GuestAddress
from accounts.services import device
from accounts.services.newcomer import Newcomer


def hash_email(email: str) -> str:
    """A keyed hash, the same for one address however it is spelt in upper and lower case."""
    return salted_hmac("accounts.email", email.strip().lower(), algorithm="sha256").hexdigest()


def welcome(newcomer: Newcomer) -> Guest:
    """
    The guest of this device, or a new one.

    A device that already belongs to a guest with another name or address gets a new identity
    and forgets the old one: two people at one computer are two guests.
    """
    digest = device.hash_key(newcomer.device_key) if newcomer.device_key else ""
    email_hash = hash_email(newcomer.email)
    known = (
        Guest.objects.select_for_update(of=("self",))
        .filter(device_hash=digest)
        .select_related("address")
        .first()
        if digest
        else None
    )
    if known is not None:
        address = getattr(known, "address", None)
        if known.name == newcomer.name and address is not None and address.email_hash == email_hash:
            if known.website != newcomer.website:
                known.website = newcomer.website
                known.save(update_fields=["website"])
            return known
        known.device_hash = ""
        known.save(update_fields=["device_hash"])
    guest = Guest.objects.create(name=newcomer.name, website=newcomer.website, device_hash=digest)
    GuestAddress.objects.create(guest=guest, email=newcomer.email, email_hash=email_hash)
    return guest
