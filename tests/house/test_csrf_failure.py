"""A form without a token changes nothing and comes back filled; another site's is refused."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import form_tokens

pytestmark = pytest.mark.django_db

ADDRESS = "/accounts/login/?next=/forum/"


class Form(HTMLParser):
    """The fields of the form that posts, by name."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.action = ""
        self._textarea = ""
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and values.get("method") == "post":
            self.action = values.get("action", "")
        if tag == "input" and values.get("name"):
            self.fields[values["name"]] = values.get("value", "")
            self.kinds[values["name"]] = values.get("type", "text")
        if tag == "textarea":
            self._textarea = values.get("name", "")
            self.fields[self._textarea] = ""
            self.kinds[self._textarea] = "textarea"

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.fields[self._textarea] = self.fields[self._textarea].removeprefix("\n")
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.fields[self._textarea] += data


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_what_was_typed_comes_back_in_a_form_to_the_same_address(strict: Client) -> None:
    text = "Two lines\nof <b>text</b> & more"
    response = strict.post(ADDRESS, {"body": text, "name": "Gina", "parent": "12", "trap": ""})
    form = Form(response)
    assert response.status_code == 403
    assert form.action == ADDRESS
    assert form.fields["body"] == text
    assert form.fields["name"] == "Gina"
    assert form.fields["parent"] == "12"
    assert form.kinds["body"] == "textarea"
    assert form.kinds["trap"] == "hidden"
    assert form.fields["csrfmiddlewaretoken"]


def test_the_second_try_carries_a_key_and_a_stamp_of_its_own(strict: Client) -> None:
    first = Form(strict.post(ADDRESS, {"body": "text", "form_key": "", "stamp": ""}))
    second = Form(strict.post(ADDRESS, {"body": "text"}))
    for form in (first, second):
        assert form.kinds["form_key"] == form.kinds["stamp"] == "hidden"
        assert form_tokens.age(form.fields["stamp"]) is not None
    assert len({"", first.fields["form_key"], second.fields["form_key"]}) == 3


def test_a_key_and_a_stamp_that_came_are_kept_and_other_forms_get_none(strict: Client) -> None:
    own = {"form_key": "the-key", "stamp": "the-stamp"}
    form = Form(strict.post(ADDRESS, {"body": "text"} | own))
    assert {name: form.fields[name] for name in own} == own
    assert "form_key" not in Form(strict.post(ADDRESS, {"login": "alice@example.org"})).fields


def test_a_ticked_box_comes_back_as_a_ticked_box_with_its_words(strict: Client) -> None:
    response = strict.post(ADDRESS, {"body": "text", "remember": "on"})
    form = Form(response)
    assert (form.kinds["remember"], form.fields["remember"]) == ("checkbox", "on")
    assert b"Remember my name on this device" in response.content
    assert b"checked" in response.content
    signing_in = strict.post(ADDRESS, {"login": "alice@example.org", "remember": "on"})
    assert b"Keep me signed in on this device" in signing_in.content


def test_beside_the_address_stands_that_it_is_never_published(strict: Client) -> None:
    response = strict.post(ADDRESS, {"body": "text", "email": "gina@example.org"})
    assert b"Never published." in response.content
    assert b"Never published." not in strict.post(ADDRESS, {"body": "text"}).content


def test_the_answer_is_kept_by_nobody(strict: Client) -> None:
    response = strict.post(ADDRESS, {"body": "text"})
    assert response.headers["Cache-Control"] == "no-store"


def test_sending_the_shown_form_works(strict: Client) -> None:
    form = Form(strict.post(ADDRESS, {"login": "alice@example.org", "password": "wrong"}))
    again = strict.post(form.action, form.fields | {"password": "wrong"})
    assert again.status_code != 403


@pytest.mark.parametrize("name", ["password", "password1", "new_password", "code", "otp_code"])
def test_a_secret_is_never_sent_back(strict: Client, name: str) -> None:
    response = strict.post(ADDRESS, {name: "hunter2-hunter2"})
    assert b"hunter2" not in response.content
    assert Form(response).kinds[name] == "password"


def test_hostile_values_stay_text(strict: Client) -> None:
    hostile = '"><script>alert(1)</script></textarea><img src=x onerror=alert(1)>'
    response = strict.post(ADDRESS, {"body": hostile, "parent": hostile, hostile: "x"})
    assert not re.search(rb"<script>alert|<img src=x", response.content)
    assert Form(response).fields["body"] == hostile


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"referer": "https://evil.example/page"},
    ],
)
def test_what_another_site_sent_is_refused_plainly(strict: Client, headers: Any) -> None:
    response = strict.post(ADDRESS, {"body": "their text"}, headers=headers)
    assert response.status_code == 403
    assert response.headers["Content-Type"].startswith("text/plain")
    assert b"their text" not in response.content
    assert not response.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://testserver"},
        {"sec-fetch-site": "same-origin"},
        # A page that sends no referrer makes its own forms look nameless.
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"referer": "http://testserver/articles/one/"},
    ],
)
def test_what_our_own_page_sent_is_shown_again(strict: Client, headers: Any) -> None:
    response = strict.post(ADDRESS, {"body": "my text"}, headers=headers)
    assert b"my text" in response.content


def test_a_script_gets_a_plain_refusal(strict: Client) -> None:
    response = strict.post(ADDRESS, {"body": "x"}, headers={"accept": "application/json"})
    assert response.headers["Content-Type"].startswith("text/plain")


def test_a_file_cannot_come_back_and_the_page_says_so(strict: Client) -> None:
    response = strict.post(ADDRESS, {"file": SimpleUploadedFile("a.png", b"x"), "body": "text"})
    assert b"choose the file again" in response.content


def test_a_token_for_a_form_is_handed_out_but_not_kept(strict: Client) -> None:
    response = strict.get("/accounts/token/")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.cookies["csrftoken"]["httponly"]
    token = response.json()["token"]
    assert strict.post(ADDRESS, {"csrfmiddlewaretoken": token}).status_code != 403
