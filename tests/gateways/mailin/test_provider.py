"""A provider in place of a mail server: what it takes, what it refuses, and what it tells later."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from config import provider
from forum.notifications.models import Delivery, Suppression
from forum.notifications.services.suppress import is_suppressed
from gateways.mailin.services.hear import hear
from tests.factories import make_comment, make_moderator, write
from tests.factories_mail import post_all

pytestmark = pytest.mark.django_db

SECRET = "provider:its password"


class Postmark(ThreadingHTTPServer):
    """Postmark on the loopback: keeps what it is asked, and answers as a test says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.asked: list[dict[str, Any]] = []
        self.status = 200
        self.answer: dict[str, Any] = {"ErrorCode": 0, "Message": "OK", "MessageID": "b7bc2f4a"}


class _Talk(BaseHTTPRequestHandler):
    server: Postmark

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.asked.append(json.loads(self.rfile.read(length)))
        to = self.server.asked[-1].get("To", "")
        body = json.dumps(self.server.answer | {"To": to}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        pass


def use(settings: Any, port: int) -> None:
    given = {"server_token": "key", "api_url": f"http://127.0.0.1:{port}/"}
    settings.ANYMAIL = provider.options_of("postmark", given, events_secret=SECRET)
    settings.MAILERS = {
        "default": {
            "BACKEND": "config.provider.ProviderMailer",
            "OPTIONS": {"provider": "postmark"},
        }
    }


@pytest.fixture
def postmark(settings: Any) -> Iterator[Postmark]:
    server = Postmark()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    use(settings, server.server_address[1])
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def answered(adele: User) -> None:
    comment = make_comment(author=adele)
    write(comment.discussion, make_moderator(), "Mornings are best.", parent=comment)


@pytest.mark.usefixtures("answered")
def test_a_mail_goes_out_with_its_headers_and_nobody_watches_who_opens_it(
    adele: User, postmark: Postmark
) -> None:
    post_all()
    [asked] = postmark.asked
    assert asked["To"] == adele.email
    assert "Mornings are best." in asked["TextBody"]
    assert "Mornings are best." in asked["HtmlBody"]
    headers = {header["Name"]: header["Value"] for header in asked["Headers"]}
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert asked["TrackOpens"] is False
    assert asked["TrackLinks"] == "None"
    assert Delivery.objects.get().status == "sent"


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(
    ("status", "becomes"),
    [(429, "queued"), (401, "queued"), (503, "queued"), (400, "failed"), (500, "uncertain")],
)
def test_what_the_provider_answers_settles_the_mail(
    postmark: Postmark, status: int, becomes: str
) -> None:
    postmark.status, postmark.answer = status, {"ErrorCode": 1, "Message": "No"}
    post_all()
    assert Delivery.objects.get().status == becomes
    assert not Suppression.objects.exists()


@pytest.mark.usefixtures("answered")
def test_a_provider_that_is_away_is_asked_again(settings: Any) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: whoever knocks is refused
        use(settings, nobody.getsockname()[1])
        post_all()
    assert Delivery.objects.get().status == "queued"


# --- What it tells later --------------------------------------------------------------------


@pytest.fixture
def heard(settings: Any) -> None:
    settings.MAIL_PROVIDER, settings.MAIL_EVENTS_SECRET = "postmark", SECRET
    settings.ANYMAIL = provider.options_of("postmark", {"server_token": "x"}, events_secret=SECRET)


def tell(event: dict[str, str], *, password: str = SECRET) -> int:
    login = base64.b64encode(password.encode()).decode()
    answer = Client(enforce_csrf_checks=True).post(
        "/mail/events/",
        event,
        content_type="application/json",
        headers={"authorization": f"Basic {login}"},
    )
    return answer.status_code


def bounce(kind: str, **more: str) -> dict[str, str]:
    return {"RecordType": "Bounce", "Type": kind, "Email": "Adele@example.org", **more}


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (bounce("HardBounce", Details="smtp;550 5.1.1 no such user"), "bounced"),
        (bounce("HardBounce"), "bounced"),
        (bounce("BadEmailAddress"), "bounced"),
        (bounce("SpamComplaint"), "complained"),
        (bounce("SoftBounce", Details="smtp;552 5.2.2 mailbox full"), ""),
        (bounce("Blocked"), ""),
        (bounce("Transient"), ""),
        (bounce("AutoResponder"), ""),
    ],
)
def test_what_comes_back_or_is_unwanted_stops_the_address(
    event: dict[str, str], reason: str
) -> None:
    assert tell(event) == 200
    found = Suppression.objects.first()
    assert (found.reason if found is not None else "") == reason
    assert is_suppressed("adele@example.org") == bool(reason)


@pytest.mark.usefixtures("heard")
def test_who_has_no_password_tells_nothing() -> None:
    assert tell(bounce("HardBounce"), password="provider:guessed") == 400
    assert Client().post("/mail/events/", bounce("HardBounce")).status_code == 400
    assert Client().get("/mail/events/").status_code == 405
    assert not Suppression.objects.exists()


def test_without_a_secret_there_is_no_such_address() -> None:
    assert tell(bounce("HardBounce")) == 404


@pytest.mark.parametrize("address", ["", "nobody"])
def test_an_event_about_no_address_is_none(address: str) -> None:
    assert not hear(address, "complained", because="", said="")
