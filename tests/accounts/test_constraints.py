"""Every rule the database keeps, broken once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Guest, GuestAddress, GuestDevice, Kind, Sanction, User
from tests.factories import make_guest, make_member

pytestmark = pytest.mark.django_db


def user(**fields: Any) -> User:
    given = {
        "handle": "noa", "name": "Noa", "name_skeleton": "noa", "email": "noa@example.org",
        "password": "!",
    }  # fmt: skip
    return User.objects.create(**(given | fields))


def sanction(**fields: Any) -> Sanction:
    return Sanction.objects.create(**({"reason": "Please be kind."} | fields))


def an_hour_ago() -> Any:
    return timezone.now() - timedelta(hours=1)


def a_second_site() -> None:
    User.objects.site()
    user(kind=Kind.SYSTEM)


def two_confirmed() -> None:
    make_guest("Gina", "gina@example.org")
    make_guest("Gus", "gina@example.org")
    GuestAddress.objects.update(confirmed_at=timezone.now())


def two_on_one_device() -> None:
    make_guest("Gina", device_hash="d")
    make_guest("Gus", device_hash="d")


BROKEN: list[tuple[str, Callable[[], object]]] = [
    ("user_email_unique", lambda: (make_member("Alice"), user(email="ALICE@Example.org"))),
    ("user_name_unique", lambda: (make_member("Alice"), user(name_skeleton=skeleton_of("Alice")))),
    ("user_one_system_author", a_second_site),
    ("user_role_known", lambda: user(role="king")),
    ("user_kind_known", lambda: user(kind="robot")),
    ("user_handle_lower_case", lambda: user(handle="Noa")),
    ("handle", lambda: (make_member("Alice"), user(handle="alice"))),
    ("guestdevice_one_guest", two_on_one_device),
    ("guestdevice_has_key", lambda: GuestDevice.objects.create(guest=make_guest(), key_hash="")),
    ("guest_kind_known", lambda: make_guest(kind="robot")),
    ("guestaddress_one_confirmed", two_confirmed),
    ("sanction_one_person", sanction),
    ("sanction_one_person", lambda: sanction(user=make_member(), guest=make_guest())),
    ("sanction_ends_after_start", lambda: sanction(user=make_member(), ends_at=an_hour_ago())),
    ("sanction_kind_known", lambda: sanction(user=make_member(), kind="exile")),
]


def skeleton_of(name: str) -> str:
    return User.objects.get(name=name).name_skeleton


@pytest.mark.parametrize(("name", "breaking"), BROKEN)
def test_the_database_says_no(name: str, breaking: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        breaking()
    # SQLite names the columns of a unique constraint instead of the constraint.
    columns = {
        "user_name_unique": "accounts_user.name_skeleton",
        "user_one_system_author": "accounts_user.kind",
        "guestdevice_one_guest": "accounts_guestdevice.key_hash",
        "guestaddress_one_confirmed": "accounts_guestaddress.email_hash",
    }
    said = str(refused.value)
    assert name in said or columns.get(name, name) in said


def test_what_the_constraints_allow() -> None:
    user(email="")
    user(email="", handle="noa-2", name_skeleton="noa2")
    user(kind=Kind.ERASED, email="", handle="gone", name_skeleton="noa")
    make_guest("Gina", "same@example.org")
    make_guest("Gus", "same@example.org")
    sanction(guest=Guest.objects.first(), ends_at=None)
    assert User.objects.site() == User.objects.site()
