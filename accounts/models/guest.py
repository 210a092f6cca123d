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
    A person without an account who wrote here, known by one device.

    Two people who type the same address are two guests: nothing is attached, trusted or shown
    because an address was typed.
    """

    kind = models.CharField(max_length=8, choices=GuestKind, default=GuestKind.PERSON)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    website = models.URLField(_("website"), max_length=200, blank=True)
    device_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "device_hash", condition=~models.Q(device_hash=""), name="guest_one_per_device"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=GuestKind.values), name="guest_kind_known"
            ),
        )

    def __str__(self) -> str:
        return self.name


class GuestAddress(models.Model):
    """A guest's e-mail, apart from everything that is drawn. Never in a template, feed or log."""

    guest = models.OneToOneField(Guest, models.CASCADE, related_name="address")
    email = models.EmailField()
    email_hash = models.CharField(max_length=64, db_index=True)  # search without the address
    confirmed_at = models.DateTimeField(null=True, blank=True)

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
