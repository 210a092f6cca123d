"""
The rows of who a guest is: confirmed, joined to another, erased.

What they wrote belongs to floors above, which call these in the transaction that moves it.
"""

from collections.abc import Sequence

from django.db.models import F
from django.utils import timezone

from accounts import identities
from accounts.models import (
    Erasure,
    Guest,
    GuestAddress,
    GuestDevice,
    GuestKind,
    Sanction,
    User,
)
from foundation.activity import events


def who_typed(email_hash: str, *, lock: bool = False) -> list[Guest]:
    """
    All guests of an address, the confirmed one first, then the latest: not one person. With
    `lock`, nobody else decides about this address until the transaction ends.
    """
    if lock:
        held = GuestAddress.objects.select_for_update().filter(email_hash=email_hash)
        list(held.order_by("id").values_list("pk", flat=True))
    found = Guest.objects.filter(address__email_hash=email_hash).exclude(kind=GuestKind.ERASED)
    confirmed_first = F("address__confirmed_at").asc(nulls_last=True)
    return list(found.select_related("address").order_by(confirmed_first, "-id"))


def prove(guests: Sequence[Guest]) -> None:
    """Who reads their mail says that these guests are them, and so are the devices they used."""
    GuestDevice.objects.filter(guest__in=guests).update(proved_at=timezone.now())


def confirm(guest: Guest) -> None:
    """From now on this guest is known by the address too."""
    address = GuestAddress.objects.filter(guest=guest, confirmed_at__isnull=True)
    if address.update(confirmed_at=timezone.now()):
        # Who was known by a name on an earlier site is somebody here now.
        Guest.objects.filter(pk=guest.pk).update(kind=GuestKind.PERSON)
    events.record("accounts.guest.confirmed", actor_id=None, data={"guest": guest.pk})


def fold(given: Sequence[Guest], kept: Guest) -> None:
    """One row of several, after what `given` wrote was moved. The caller holds all of them."""
    GuestDevice.objects.filter(guest__in=given).update(guest=kept)
    Sanction.objects.filter(guest__in=given).update(guest=kept)
    identities.moved(given, kept)
    Guest.objects.filter(pk__in=[guest.pk for guest in given]).delete()


def follow_to_account(guest: Guest, user: User) -> None:
    """A limit on a guest goes along with what they take into an account."""
    for sanction in Sanction.objects.in_force().filter(guest=guest):
        Sanction.objects.get_or_create(
            user=user,
            kind=sanction.kind,
            shelf=sanction.shelf,
            starts_at=sanction.starts_at,
            ends_at=sanction.ends_at,
            defaults={
                "reason": sanction.reason,
                "note": sanction.note,
                "by": sanction.by,
                "confirmed_at": sanction.confirmed_at,
                "confirmed_by": sanction.confirmed_by,
            },
        )


def erase(guest: Guest, *, choice: str) -> None:
    """Nothing stays but an empty row, and one in the journal that says so."""
    GuestAddress.objects.filter(guest=guest).delete()
    GuestDevice.objects.filter(guest=guest).delete()
    Guest.objects.filter(pk=guest.pk).update(kind=GuestKind.ERASED, name="", website="")
    Erasure.objects.create(guest_number=guest.pk, choice=choice)
    events.record("accounts.guest.erased", actor_id=None, data={"guest": guest.pk})
