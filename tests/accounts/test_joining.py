import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from accounts.models import Letter, User
from accounts.services import letters, names
from foundation.branding import settings as site_settings
from tests.factories import make_member

pytestmark = pytest.mark.django_db
PASSWORD = "blue river stone"
NOA = {"name": "Noa", "email": "noa@example.org", "password1": PASSWORD}


def join(client: Client, **fields: str) -> Any:
    return client.post("/accounts/signup/", NOA | fields)


def link_in(message: Any) -> str:
    found = re.search(r"http://testserver(/accounts/\S+)", message.body)
    assert found
    return found[1]


def test_a_newcomer_joins_confirms_by_a_button_and_is_signed_in(client: Client) -> None:
    asked = join(client, name="Noa Berg", email="Noa@Example.org")
    assert asked["Location"] == "/accounts/confirm-email/"
    noa = User.objects.get(email="noa@example.org")
    assert (noa.name, noa.handle, noa.role) == ("Noa Berg", "noa-berg", "member")
    assert client.get("/accounts/profile/").status_code == 302

    link = link_in(mail.outbox[0])
    page = client.get(link)
    assert "Confirm this address" in page.content.decode()
    assert not EmailAddress.objects.get(user=noa).verified  # looking changes nothing

    client.post(link)
    assert EmailAddress.objects.get(user=noa).verified
    assert client.get("/accounts/profile/").status_code == 200


def test_the_link_in_another_browser_confirms_without_signing_in(client: Client) -> None:
    join(client)
    other = Client()
    link = link_in(mail.outbox[0])
    assert other.post(link)["Location"] == "/accounts/login/"
    assert EmailAddress.objects.get(email="noa@example.org").verified
    assert other.get("/accounts/profile/").status_code == 302


def test_a_known_address_is_answered_with_as_much_work_as_a_new_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher = type(get_hasher())
    encode, hashed = hasher.encode, []

    def counted(self: Any, password: str, salt: str, *args: Any, **kwargs: Any) -> str:
        hashed.append(password)
        return encode(self, password, salt, *args, **kwargs)

    monkeypatch.setattr(hasher, "encode", counted)
    join(client)
    for_a_new_one = list(hashed)
    hashed.clear()
    join(Client(), name="Someone else")
    assert hashed == for_a_new_one == [PASSWORD]


@pytest.mark.parametrize(
    "key", ["x", "MQ:x:y", "NQ:1xVI3W:PK6SilZLGDe1OtZj3G685IUtyZLeI3JzDQhunrHBVdQ"]
)
def test_a_link_that_is_none_says_what_to_do(client: Client, key: str) -> None:
    page = client.get(f"/accounts/confirm-email/{key}/")
    assert "sign in" in page.content.decode()
    assert client.post(f"/accounts/confirm-email/{key}/").status_code in (200, 302, 404)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Please fill this in"),
        ("name", "Adm1n", "taken for the team"),
        ("name", "AIice", "already has this name"),
        ("name", "x" * 300, "at most"),
        ("name", "noa@example.org", "leave addresses out"),
        ("email", "", "Please fill this in"),
        ("email", "nowhere", "valid email"),
        ("password1", "", "Please fill this in"),
        ("password1", "short", "too short"),
        ("password1", "1234567890", "too common"),
        ("password1", "noa-bergstroem", "too similar to the name"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_the_rest_is_kept(
    client: Client, field: str, value: str, sentence: str
) -> None:
    make_member("Alice")
    page = join(client, **({"name": "Noa-Bergstroem"} | {field: value})).content.decode()
    assert sentence in page
    assert f'href="#id_{field}"' in page
    assert "data-error-summary" in page
    assert PASSWORD not in page
    if field != "email":
        assert "noa@example.org" in page
    assert User.objects.count() == 1
    assert not mail.outbox


def test_a_known_address_gets_the_same_answer_as_a_new_one(client: Client) -> None:
    make_member("Alice")
    answers = [join(client), join(Client(), name="Mia", email="ALICE@example.org")]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]
    assert User.objects.count() == 2
    assert "already" in mail.outbox[1].subject
    assert mail.outbox[1].to == ["alice@example.org"]


def test_two_who_ask_for_one_name_at_once_get_a_sentence(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_member("Noa")
    looks = iter([False, True])
    check = names.check
    # As if the other one had been saved between the look and the write.
    monkeypatch.setattr(names, "check", lambda name: check(name) if next(looks) else name)
    answer = join(client, email="other@example.org")
    assert answer.status_code == 422
    assert "already has this name" in answer.content.decode()
    assert User.objects.count() == 1


def test_a_site_may_be_closed_for_newcomers(client: Client) -> None:
    site_settings.set_value("sign_up_open", False)
    for answer in (client.get("/accounts/signup/"), join(client)):
        assert "Nobody can join at the moment" in answer.content.decode()
    assert not User.objects.exists()


def test_who_proves_an_address_wins_it_from_who_only_claimed_it(client: Client) -> None:
    alice = make_member("Alice")
    join(client, name="Mallory", email="new@example.org")
    cache.clear()  # one address gets a message in three minutes at most
    client = Client()
    client.login(email="alice@example.org", password="correct horse")
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    client.post(
        "/accounts/reauthenticate/", {"password": "correct horse", "next": "/accounts/email/"}
    )
    assert client.post(link_in(mail.outbox[-1])).status_code == 302
    alice.refresh_from_db()
    assert alice.email == "new@example.org"
    assert User.objects.get(name="Mallory").email == ""
    assert EmailAddress.objects.get(email="new@example.org").user == alice


def test_mail_names_the_site_leads_to_its_own_address_and_is_calm(
    client: Client, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "elsewhere.example"]
    site_settings.set_value("site_name", "Blue Door")
    client.post("/accounts/signup/", NOA, headers={"host": "elsewhere.example"})
    message = mail.outbox[0]
    assert message.subject == "Confirm your address for Blue Door"
    assert "http://testserver/accounts/confirm-email/" in message.body
    assert "elsewhere" not in message.body
    assert "!" not in message.body
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.usefixtures("queue")
def test_a_letter_waits_for_the_worker_and_is_gone_when_it_is_sent(client: Client) -> None:
    join(client)
    letter = Letter.objects.get()
    assert not mail.outbox
    assert letters.send(letter.pk)
    assert not letters.send(letter.pk)
    assert len(mail.outbox) == 1
    assert not Letter.objects.exists()


def test_a_letter_nobody_could_send_is_dropped_after_three_days() -> None:
    old = letters.write("noa@example.org", "Hello", "Hello")
    letters.write("noa@example.org", "New", "New")
    Letter.objects.filter(pk=old.pk).update(created_at=old.created_at - letters.KEEP)
    assert letters.drop_old() == 1
    assert Letter.objects.get().subject == "New"


def test_the_pages_speak_the_sites_language(client: Client) -> None:
    with translation.override("de"):
        assert client.get("/accounts/signup/").status_code == 200
