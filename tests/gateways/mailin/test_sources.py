"""The three ways in: a folder, a server, a provider's call."""

from __future__ import annotations

import hashlib
import hmac
import mailbox
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from config.environment import BadSetting, Environment
from forum.comments.models import Discussion
from foundation.branding import settings as site_settings
from gateways.mailin.address import reply_address
from gateways.mailin.models import Incoming
from gateways.mailin.services import fetch as fetching
from gateways.mailin.services.receive import receive
from gateways.mailin.views import webhook
from tests.factories import make_administrator, make_member
from tests.gateways.mailin.imap import ImapServer
from tests.gateways.mailin.mails import make_mail

pytestmark = pytest.mark.django_db

KEY = "a key of the provider"


def count(topic: Discussion) -> int:
    return topic.comments.exclude(kind="opening").count()


def test_what_lies_in_a_folder_is_taken_once(
    adele: User, topic: Discussion, tmp_path: Path, settings: Any
) -> None:
    box = mailbox.Maildir(str(tmp_path / "box"), create=True)
    box.add(make_mail(to=reply_address(adele, topic)))
    box.add(make_mail(to="nobody@example.org"))
    settings.REPLY_MAILBOX = {"path": str(tmp_path / "box")}
    assert fetching.fetch() == 2
    assert count(topic) == 1
    assert fetching.fetch() == 0
    assert len(list((tmp_path / "box" / "cur").iterdir())) == 2


def test_a_mail_that_fails_holds_up_no_other_and_comes_again(
    adele: User,
    topic: Discussion,
    tmp_path: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site_settings.set_value("reply_wait_seconds", 0)
    box = mailbox.Maildir(str(tmp_path / "box"), create=True)
    box.add(make_mail(to=reply_address(adele, topic), text="Bad day."))
    box.add(make_mail(to=reply_address(adele, topic), text="Good day."))
    settings.REPLY_MAILBOX = {"path": str(tmp_path / "box")}

    def fail_once(raw: bytes, **named: Any) -> Any:
        if b"Bad day" in raw:
            raise RuntimeError("The disk is full")
        return receive(raw, **named)

    with monkeypatch.context() as broken:
        broken.setattr(fetching, "receive", fail_once)
        assert fetching.fetch() == 1
    assert count(topic) == 1
    assert fetching.fetch() == 1
    assert count(topic) == 2


def test_what_lies_on_a_server_is_taken_once(adele: User, topic: Discussion, settings: Any) -> None:
    with ImapServer([make_mail(to=reply_address(adele, topic))]) as server:
        settings.REPLY_MAILBOX = Environment(
            {"THREADWELL_REPLY_MAILBOX": f"imap+plain://adele:s%40fe@127.0.0.1:{server.port}/INBOX"}
        ).mailbox("THREADWELL_REPLY_MAILBOX")
        assert fetching.fetch() == 1
        assert fetching.fetch() == 0
    assert server.signed_in == ("adele", "s@fe")
    assert count(topic) == 1


def test_without_a_mailbox_nothing_is_looked_into(settings: Any) -> None:
    settings.REPLY_MAILBOX = None
    assert fetching.fetch() == 0


@pytest.mark.parametrize("value", ["pop3://x", "imaps://", "maildir:box", "imaps://h:port/x"])
def test_a_mailbox_that_is_none_is_refused_with_a_sentence(value: str) -> None:
    with pytest.raises(BadSetting, match="THREADWELL_REPLY_MAILBOX takes"):
        Environment({"THREADWELL_REPLY_MAILBOX": value}).mailbox("THREADWELL_REPLY_MAILBOX")


def signed(mail: bytes, *, token: str = "t1", at: float | None = None, key: str = KEY) -> Any:
    timestamp = str(int(time.time() if at is None else at))
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "timestamp": timestamp,
        "token": token,
        "signature": signature,
        "body-mime": mail.decode(),
    }


@pytest.fixture
def key(settings: Any) -> None:
    settings.REPLY_WEBHOOK_KEY = KEY


@pytest.mark.usefixtures("key")
def test_a_provider_brings_a_mail(adele: User, topic: Discussion) -> None:
    # The provider knows to whom it came even where the mail does not say.
    form = signed(make_mail(to="list@example.org")) | {"recipient": reply_address(adele, topic)}
    answer = Client(enforce_csrf_checks=True).post("/mail/incoming/", form)
    assert answer.status_code == 204
    assert count(topic) == 1


def test_without_a_key_there_is_no_such_address(adele: User, topic: Discussion) -> None:
    form = signed(make_mail(to=reply_address(adele, topic)), key="")
    assert Client().post("/mail/incoming/", form).status_code == 404
    assert count(topic) == 0


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize("fault", ["other key", "none", "old", "early", "no token"])
def test_who_does_not_sign_rightly_is_refused(adele: User, topic: Discussion, fault: str) -> None:
    mail = make_mail(to=reply_address(adele, topic))
    late = webhook.FRESH_SECONDS + 60
    forms = {
        "other key": signed(mail, key="guessed"),
        "none": {"body-mime": mail.decode()},
        "old": signed(mail, at=time.time() - late),
        "early": signed(mail, at=time.time() + late),
        "no token": signed(mail, token=""),
    }
    form = forms[fault]
    assert Client().post("/mail/incoming/", form).status_code == 403
    assert count(topic) == 0
    assert not Incoming.objects.exists()


@pytest.mark.usefixtures("key")
def test_a_signature_is_good_for_one_mail(adele: User, topic: Discussion) -> None:
    form = signed(make_mail(to=reply_address(adele, topic)))
    assert Client().post("/mail/incoming/", form).status_code == 204
    again = form | {"body-mime": make_mail(to=reply_address(adele, topic), text="Forged.").decode()}
    assert Client().post("/mail/incoming/", again).status_code == 403
    assert count(topic) == 1


@pytest.mark.usefixtures("key")
def test_a_mail_that_comes_too_soon_may_be_brought_again(topic: Discussion) -> None:
    nora = make_member("Nora")
    first, second = (
        signed(
            make_mail(to=reply_address(nora, topic), sender=nora.email, text=f"Way {n} of a day."),
            token=f"t{n}",
        )
        for n in (1, 2)
    )
    assert Client().post("/mail/incoming/", first).status_code == 204
    answer = Client().post("/mail/incoming/", second)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    site_settings.set_value("reply_wait_seconds", 0)
    assert Client().post("/mail/incoming/", second).status_code == 204
    assert count(topic) == 2


@pytest.mark.usefixtures("key")
def test_what_is_too_large_is_not_read() -> None:
    answer = Client().post("/mail/incoming/", signed(b"x" * (3 * 1024 * 1024)))
    assert answer.status_code == 413
    assert Client().get("/mail/incoming/").status_code == 405


def test_an_operator_tries_mails_without_posting_them(
    adele: User, topic: Discussion, tmp_path: Path
) -> None:
    (tmp_path / "a.eml").write_bytes(
        make_mail(to=reply_address(adele, topic), text="Mine.\n\n-- \nAdele")
    )
    (tmp_path / "b.eml").write_bytes(make_mail(to="x@example.org", Auto_Submitted="auto-replied"))
    out = StringIO()
    call_command("try_mail", str(tmp_path), "--text", stdout=out)
    assert "a.eml: reply of 5 characters" in out.getvalue()
    assert "    | Mine." in out.getvalue()
    assert "b.eml: ignored, auto_submitted" in out.getvalue()
    assert count(topic) == 0


def test_an_operator_sees_what_came_of_each() -> None:
    Incoming.objects.create(message_hash="a", source="mailbox", reason="other_sender")
    client = Client()
    client.force_login(make_administrator())
    assert "other_sender" in client.get("/admin/mailin/incoming/").content.decode()
    assert client.get("/admin/mailin/incoming/add/").status_code == 403
