"""Guests who typed an address that a member has proved: to be shown to that member, no more."""

from allauth.account.models import EmailAddress

from accounts.models import Guest, GuestAddress, User
from accounts.services import identities
from accounts.services.guests import hash_email


def guests_of(user: User) -> list[Guest]:
    """Whoever typed one of their verified addresses, the confirmed ones first."""
    return [guest for email_hash in _hashes(user) for guest in identities.who_typed(email_hash)]


def has_guests(user: User) -> bool:
    """Whether there is somebody to look at."""
    return GuestAddress.objects.filter(email_hash__in=_hashes(user)).exists()


def _hashes(user: User) -> list[str]:
    verified = EmailAddress.objects.filter(user=user, verified=True)
    return sorted({hash_email(email) for email in verified.values_list("email", flat=True)})
