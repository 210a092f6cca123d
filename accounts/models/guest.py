import secrets
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import NAME_LENGTH


class GuestKind(models.TextChoices):
    PERSON = "person", _("Guest")
    IMPORTED = "imported", _("Guest of an earlier site")
    ERASED = "erased", _("Former guest")


class Guest(models.Model):
    """
    A person without an account who wrote here, known by a device, or by a confirmed address and
    the devices from which it was confirmed.

    Two people who type the same address are two guests: nothing is attached, trusted or shown
    because an address was typed.
    """

    kind = models.CharField(max_length=8, choices=GuestKind, default=GuestKind.PERSON)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    website = models.URLField(_("website"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    # The device this request came from, where the guest was read by it.
    device: "GuestDevice | None" = None

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=GuestKind.values), name="guest_kind_known"
            ),
        )

    def __str__(self) -> str:
        return self.name


class GuestDevice(models.Model):
    """
    A device a guest writes from: the hash of the key in its cookie. `proved_at` is when somebody
    who reads the guest's mail last said that this device is theirs.
    """

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="devices")
    key_hash = models.CharField(max_length=64, editable=False)
    proved_at = models.DateTimeField(null=True, blank=True)
    linked_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["GuestDevice"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key_hash"], name="guestdevice_one_guest"),
            models.CheckConstraint(condition=~models.Q(key_hash=""), name="guestdevice_has_key"),
        )

    def __str__(self) -> str:
        return f"device of guest {self.guest_id}"


def new_link_key() -> str:
    return secrets.token_urlsafe(18)


class GuestAddress(models.Model):
    """
    A guest's e-mail, apart from everything that is drawn. Never in a template, feed or log.

    `link_key` is a random part of the guest's private link; another one makes the link another.
    """

    guest = models.OneToOneField(Guest, models.CASCADE, related_name="address")
    email = models.EmailField()
    email_hash = models.CharField(max_length=64, db_index=True)  # search without the address
    confirmed_at = models.DateTimeField(null=True, blank=True)
    link_key = models.CharField(max_length=32, blank=True, editable=False, default=new_link_key)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "email_hash",
                condition=models.Q(confirmed_at__isnull=False),
                name="guestaddress_one_confirmed",
            ),
        )

    def __str__(self) -> str:
        return f"address of guest {self.guest_id}"
