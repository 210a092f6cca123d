import io
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Role, User
from tests.factories import make_member

pytestmark = pytest.mark.django_db
PASSWORD = "blue river stone"


def person(*args: str, typed: str = "", monkeypatch: Any = None) -> str:
    if monkeypatch is not None:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    out = io.StringIO()
    call_command("person", *args, stdout=out)
    return out.getvalue()


def test_it_makes_a_member_who_signs_in_by_code(monkeypatch: pytest.MonkeyPatch) -> None:
    said = person("Ada Lind", "Ada@Example.org", monkeypatch=monkeypatch)
    ada = User.objects.get(handle="ada-lind")
    assert (ada.name, ada.role, ada.email) == ("Ada Lind", Role.MEMBER, "ada@example.org")
    assert not ada.has_usable_password()
    assert EmailAddress.objects.get(user=ada).verified
    assert "code" in said


@pytest.mark.parametrize("role", Role.values)
def test_it_makes_each_role_with_a_password(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    person(
        "Ada Lind", "ada@example.org", "--role", role, "--password-stdin",
        typed=f"{PASSWORD}\n", monkeypatch=monkeypatch,
    )  # fmt: skip
    ada = User.objects.get(email="ada@example.org")
    assert ada.role == role
    assert ada.check_password(PASSWORD)


def test_it_promotes_who_is_there_whatever_the_letters_of_the_address() -> None:
    alice = make_member("Alice")
    noa = make_member("Noa")
    assert "is now Moderator" in person("Alice", "ALICE@example.org", "--role", "moderator")
    assert "is Moderator" in person("Alice", "alice@example.org", "--role", "moderator")
    alice.refresh_from_db()
    noa.refresh_from_db()
    assert (alice.role, noa.role) == (Role.MODERATOR, Role.MEMBER)
    assert User.objects.count() == 2


def test_without_a_role_nobody_is_demoted() -> None:
    make_member("Bob", role=Role.ADMINISTRATOR)
    person("Bob", "bob@example.org")
    assert User.objects.get(name="Bob").role == Role.ADMINISTRATOR


def test_it_gives_a_new_password(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = make_member("Alice")
    person(
        "Alice", "alice@example.org", "--password-stdin", typed=PASSWORD, monkeypatch=monkeypatch
    )
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def a_stranger_joins_as(name: str) -> tuple[User, Client]:
    """Somebody signed up with an address that is not theirs, and never confirmed it."""
    user = make_member(name)
    EmailAddress.objects.filter(user=user).update(verified=False)
    client = Client()
    client.force_login(user, "accounts.backend.Backend")
    assert client.get("/accounts/profile/").status_code == 200
    return user, client


def test_who_only_claimed_the_address_keeps_no_way_into_a_promoted_account() -> None:
    alice, stranger = a_stranger_joins_as("Alice")
    said = person("Alice", "alice@example.org", "--role", "administrator")
    alice.refresh_from_db()
    assert "was not verified" in said
    assert alice.role == Role.ADMINISTRATOR
    assert not alice.has_usable_password()
    assert EmailAddress.objects.get(user=alice).verified
    assert stranger.get("/accounts/profile/").status_code == 302


def test_a_given_password_takes_the_place_of_the_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, stranger = a_stranger_joins_as("Alice")
    person(
        "Alice", "alice@example.org", "--password-stdin", typed=PASSWORD, monkeypatch=monkeypatch
    )
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=alice).verified
    assert stranger.get("/accounts/profile/").status_code == 302


def test_who_proved_the_address_keeps_password_and_sessions() -> None:
    alice = make_member("Alice")
    client = Client()
    client.force_login(alice, "accounts.backend.Backend")
    assert "verified" not in person("Alice", "alice@example.org", "--role", "editor")
    alice.refresh_from_db()
    assert alice.check_password("correct horse")
    assert client.get("/accounts/profile/").status_code == 200


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("Ada", "no address"), "is not an e-mail address"),
        (("Admin", "ada@example.org"), "taken for the team"),
        (("Alice", "other@example.org"), "already has this name"),
        (("A", "ada@example.org"), "at least two characters"),
        (("Ada", "ada@example.org", "--role", "king"), "invalid choice"),
    ],
)
def test_bad_input_is_answered_by_a_sentence(
    args: tuple[str, ...], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_member("Alice")
    with pytest.raises(CommandError, match=sentence):
        person(*args, monkeypatch=monkeypatch)
    assert User.objects.count() == 1


@pytest.mark.parametrize("password", ["", "short", "password123", "ada-lind-lind"])
def test_a_poor_password_makes_nobody(password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError):
        person(
            "Ada-Lind-Lind", "ada@example.org", "--password-stdin", typed=password,
            monkeypatch=monkeypatch,
        )  # fmt: skip
    assert not User.objects.exists()
