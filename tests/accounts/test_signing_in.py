import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.factories import make_member

pytestmark = pytest.mark.django_db
GOOD, NEW = "correct horse", "blue river stone"


def sign_in(client: Client, email: str = "alice@example.org", password: str = GOOD) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/profile/").status_code == 200


def test_signing_in_gives_the_session_a_new_id(client: Client) -> None:
    make_member("Alice")
    session = client.session
    session["kept"] = True
    session.save()
    client.cookies["session"] = str(session.session_key)
    answer = sign_in(client)
    assert answer.status_code == 302
    assert client.cookies["session"].value != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()
    assert is_signed_in(client)


def test_an_address_signs_in_whatever_its_letters(client: Client) -> None:
    make_member("Alice")
    sign_in(client, "Alice@EXAMPLE.org")
    assert is_signed_in(client)


def test_next_leads_on_within_the_site_only(client: Client) -> None:
    make_member("Alice")
    for given, where in (
        ("/forum/", "/forum/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ):
        fields = {"login": "alice@example.org", "password": GOOD, "next": given}
        assert Client().post("/accounts/login/", fields)["Location"] == where


def test_a_wrong_password_and_an_unknown_address_get_one_answer(client: Client) -> None:
    make_member("Alice")
    known = sign_in(client, password="wrong")
    unknown = sign_in(client, "nobody@example.org", "wrong")
    assert known.status_code == unknown.status_code
    assert without_changes(known) == without_changes(unknown)
    assert "do not fit together" in known.content.decode()
    assert "alice@example.org" in known.content.decode()
    assert "wrong" not in known.content.decode()


def without_changes(answer: Any) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r"[a-z]+@example\.org", "ADDRESS", page)


def test_after_five_wrong_passwords_the_right_one_must_wait_too(client: Client) -> None:
    make_member("Alice")
    make_member("Noa")
    for _time in range(5):
        sign_in(client, password="wrong")
    page = sign_in(client).content.decode()
    assert "too many tries" in page
    assert not is_signed_in(client)
    sign_in(client, "noa@example.org")
    assert is_signed_in(client)


def test_too_many_requests_are_answered_in_the_sites_own_look(client: Client) -> None:
    for _time in range(30):
        client.post("/accounts/login/", {})
    answer = client.post("/accounts/login/", {})
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "Please wait a little" in page
    assert page.count("<h1") == 1
    assert "site.css" in page


@pytest.mark.parametrize("address", ["alice@example.org", "nobody@example.org"])
def test_asking_for_a_code_or_a_link_tells_nothing_about_the_address(
    client: Client, address: str
) -> None:
    make_member("Alice")
    code = client.post("/accounts/login/code/", {"email": address})
    link = Client().post("/accounts/password/reset/", {"email": address})
    assert (code.status_code, code["Location"]) == (302, "/accounts/login/code/confirm/")
    assert (link.status_code, link["Location"]) == (302, "/accounts/password/reset/done/")
    assert [message.to for message in mail.outbox] == [[address], [address]]
    page = client.get("/accounts/login/code/confirm/").content.decode()
    assert "If an account has this address" in page
    assert client.post("/accounts/login/code/confirm/", {"code": "0000-0000"}).status_code == 422


def test_a_code_from_the_mail_signs_in_with_or_without_its_dash(client: Client) -> None:
    make_member("Alice")
    client.post("/accounts/login/code/", {"email": "alice@example.org"})
    code = re.search(r"\b\d{4}-\d{4}\b", str(mail.outbox[0].body))
    assert code
    assert code[0] not in mail.outbox[0].subject
    wrong = client.post("/accounts/login/code/confirm/", {"code": "1"})
    assert "not the code we sent" in wrong.content.decode()
    client.post("/accounts/login/code/confirm/", {"code": code[0].replace("-", " ")})
    assert is_signed_in(client)


def test_three_wrong_codes_end_the_try(client: Client) -> None:
    make_member("Alice")
    client.post("/accounts/login/code/", {"email": "alice@example.org"})
    code = re.search(r"\d{4}-\d{4}", str(mail.outbox[0].body))
    assert code
    for _time in range(3):
        client.post("/accounts/login/code/confirm/", {"code": "0"})
    client.post("/accounts/login/code/confirm/", {"code": code[0]})
    assert not is_signed_in(client)


def test_a_new_code_can_be_asked_for(client: Client) -> None:
    make_member("Alice")
    client.post("/accounts/login/code/", {"email": "alice@example.org"})
    client.post("/accounts/login/code/confirm/", {"action": "resend"})
    assert len(mail.outbox) == 2
    codes = [re.findall(r"\d{4}-\d{4}", str(message.body))[0] for message in mail.outbox]
    client.post("/accounts/login/code/confirm/", {"code": codes[1]})
    assert is_signed_in(client)


def test_signing_out_is_asked_by_get_and_done_by_post(client: Client) -> None:
    make_member("Alice")
    sign_in(client)
    assert "Sign out?" in client.get("/accounts/logout/").content.decode()
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client: Client) -> None:
    make_member("Alice")
    client.post("/accounts/password/reset/", {"email": "alice@example.org"})
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert found
    form = client.get(found[1], follow=True)
    where = form.redirect_chain[-1][0]
    assert found[1] not in form.content.decode()  # the key is out of the address and the page
    unlike = client.post(where, {"password1": NEW, "password2": "another stone"})
    assert "same password" in unlike.content.decode()
    client.post(where, {"password1": NEW, "password2": NEW})
    assert User.objects.get().check_password(NEW)
    assert "changed" in mail.outbox[1].subject
    assert "no longer works" in client.get(found[1], follow=True).content.decode()


def test_a_changed_password_ends_the_sessions_elsewhere(client: Client) -> None:
    make_member("Alice")
    other = Client()
    sign_in(client)
    sign_in(other)
    change = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    assert "not your password" in client.post("/accounts/password/change/", change).content.decode()
    client.post("/accounts/password/change/", change | {"oldpassword": GOOD})
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_who_signs_in_by_code_can_choose_a_password(client: Client) -> None:
    alice = make_member("Alice", password=None)
    client.force_login(alice, "accounts.backend.Backend")
    assert client.get("/accounts/password/change/")["Location"] == "/accounts/password/set/"
    assert client.get("/accounts/password/set/").status_code == 200
    client.post("/accounts/password/set/", {"password1": NEW, "password2": NEW})
    alice.refresh_from_db()
    assert alice.check_password(NEW)


def test_another_address_is_used_only_after_the_password_and_the_link(client: Client) -> None:
    alice = make_member("Alice")
    sign_in(client)
    asked = client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    again = client.post("/accounts/reauthenticate/", {"password": "wrong"})
    assert "not your password" in again.content.decode()
    assert not mail.outbox
    client.post("/accounts/reauthenticate/", {"password": GOOD, "next": "/accounts/email/"})
    assert [message.to for message in mail.outbox] == [["new@example.org"]]
    page = client.get("/accounts/email/").content.decode()
    assert "Waiting" in page
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert found
    client.post(found[1])
    alice.refresh_from_db()
    assert alice.email == "new@example.org"
    assert mail.outbox[1].to == ["alice@example.org"]
    assert "new@example.org" not in str(mail.outbox[1].body)


def test_the_old_address_can_be_kept(client: Client) -> None:
    make_member("Alice")
    sign_in(client)
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    client.post("/accounts/reauthenticate/", {"password": GOOD, "next": "/accounts/email/"})
    client.post("/accounts/email/", {"email": "new@example.org", "action_remove": ""})
    assert "new@example.org" not in client.get("/accounts/email/").content.decode()


def test_somebody_elses_address_is_not_given_away(client: Client) -> None:
    make_member("Alice")
    make_member("Noa")
    sign_in(client)
    client.post("/accounts/email/", {"email": "noa@example.org", "action_add": ""})
    answer = client.post(
        "/accounts/reauthenticate/", {"password": GOOD, "next": "/accounts/email/"}, follow=True
    )
    assert "another account" not in answer.content.decode()
    assert "Waiting" in answer.content.decode()


def test_a_closed_account_is_told_so_after_the_right_password_only(client: Client) -> None:
    User.objects.filter(pk=make_member("Alice").pk).update(is_active=False)
    assert "do not fit" in sign_in(client, password="wrong").content.decode()
    answer = client.post(
        "/accounts/login/", {"login": "alice@example.org", "password": GOOD}, follow=True
    )
    assert "This account is closed" in answer.content.decode()


SIGNED_OUT = (
    "login/", "login/code/", "signup/", "password/reset/", "password/reset/done/",
    "confirm-email/", "inactive/", "password/reset/key/done/", "password/reset/key/1-x/",
    "confirm-email/x/", "forget/",
)  # fmt: skip
SIGNED_IN = ("logout/", "email/", "password/change/", "reauthenticate/", "profile/", "forget/")


@pytest.mark.parametrize("path", SIGNED_OUT)
def test_every_page_for_signed_out_people_is_whole(client: Client, path: str) -> None:
    assert_whole(client.get(f"/accounts/{path}"))


@pytest.mark.parametrize("path", SIGNED_IN)
def test_every_page_for_signed_in_people_is_whole(client: Client, path: str) -> None:
    client.force_login(make_member("Alice"), "accounts.backend.Backend")
    answer = client.get(f"/accounts/{path}")
    assert_whole(answer)
    assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"]


def assert_whole(answer: Any) -> None:
    page = answer.content.decode()
    assert answer.status_code == 200
    assert len(re.findall("<h1[ >]", page)) == 1
    assert re.search(r"<title>\s*\S", page)
    assert '<meta name="robots" content="noindex">' in page
    main = page[page.index("<main") : page.index("</main>")]
    assert "!" not in re.sub(r"<[^>]*>", "", main)
    assert "placeholder=" not in main


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/accounts/login/", {"login": "alice@example.org", "password": "not hers"}),
        ("/accounts/signup/", {"name": "Noa", "email": "nowhere", "password1": "short"}),
        ("/accounts/password/reset/", {"email": "nowhere"}),
        ("/accounts/login/code/", {"email": ""}),
    ],
)
def test_a_form_with_faults_answers_as_all_forms_do(
    client: Client, path: str, fields: dict[str, str]
) -> None:
    make_member("Alice")
    assert client.get(path).status_code == 200
    assert client.post(path, fields).status_code == 422
