"""From a mail of the site through a real server to an answer in a real mailbox, and back."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Discussion, DiscussionStatus
from forum.notifications import hosts
from forum.notifications.models import Level
from forum.notifications.services import prefer, tell
from forum.notifications.services.follow import follow
from gateways.mailin import address
from gateways.mailin.services.fetch import fetch
from tests.factories import make_comment, make_moderator, write
from tests.factories_mail import make_confirmed_guest, post_all
from tests.factories_smtp import MailServer
from tests.factories_topics import make_board, make_topic
from tests.gateways.mailin.mails import make_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as running:
        options = {"host": "127.0.0.1", "port": running.port, "timeout": 20}
        mailer = {"BACKEND": "config.mail.CarefulMailer", "OPTIONS": options}
        settings.MAILERS = {"default": mailer}
        yield running


@pytest.fixture
def box(tmp_path: Path, settings: Any) -> mailbox.Maildir:
    settings.REPLY_MAILBOX = {"path": str(tmp_path / "box")}
    return mailbox.Maildir(str(tmp_path / "box"), create=True)


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def quoted(mail: EmailMessage) -> str:
    lines = "\n".join(f"> {line}".rstrip() for line in text_of(mail).splitlines())
    return f"On Thu, 26 Nov 2026 at 10:00, Threadwell <noreply@testserver> wrote:\n\n{lines}\n"


def as_plain(mail: EmailMessage) -> dict[str, str]:
    return {"text": f"I rest before noon.\n\n{quoted(mail)}"}


def as_html(mail: EmailMessage) -> dict[str, str]:
    part = mail.get_body(("html",))
    assert part is not None
    html = f"<div>I rest before noon.</div><blockquote>{part.get_content()}</blockquote>"
    return {"text": "", "html": html}


def as_a_fence_of_lines(mail: EmailMessage) -> dict[str, str]:
    """As a program does that marks no quote."""
    return {"text": f"I rest before noon.\n\n{text_of(mail)}"}


@pytest.mark.parametrize("answer", [as_plain, as_html, as_a_fence_of_lines])
def test_a_mail_is_answered_and_becomes_a_reply_to_what_it_told_of(
    adele: User, topic: Discussion, server: MailServer, box: mailbox.Maildir, answer: Any
) -> None:
    root = make_comment(topic, author=adele)
    told = write(topic, make_moderator(), "Mornings are best.", parent=root)
    post_all()
    [mail] = server.mails
    first = text_of(mail).splitlines()[0]
    assert first.startswith("##- Write your answer above this line.")
    assert "a reply to Bob." in first
    box.add(make_mail(to=str(mail["Reply-To"]), sender=adele.email, **answer(mail)))
    assert fetch() == 1
    reply = topic.comments.latest("number")
    assert (reply.author, reply.parent, reply.body_source) == (adele, told, "I rest before noon.")


def test_several_things_in_one_mail_are_answered_at_the_last(
    adele: User, topic: Discussion, server: MailServer
) -> None:
    root = make_comment(topic, author=adele)
    bob = make_moderator()
    write(topic, bob, "One.", parent=root)
    last = write(topic, bob, "Two.", parent=root)
    post_all()
    [mail] = server.mails
    token = address.find([str(mail["Reply-To"])])
    assert token is not None
    assert token.comment_id == last.pk


def test_a_new_topic_is_answered_in_the_topic(adele: User, server: MailServer) -> None:
    board = make_board()
    host = hosts.find(Viewer.for_user(adele), "board", board.pk)
    assert host is not None
    follow(adele, host.make(), Level.ALL)
    topic = make_topic("A good chair?", board=board, by=make_moderator())
    tell.of_comment(topic.discussion.comments.get().pk)
    post_all()
    [mail] = server.mails
    token = address.find([str(mail["Reply-To"])])
    assert token is not None
    assert token.discussion_id == topic.discussion.pk


def switch_off(_adele: User, _topic: Discussion, settings: Any) -> None:
    settings.REPLY_ADDRESS = ""


def lock(_adele: User, topic: Discussion, _settings: Any) -> None:
    Discussion.objects.filter(pk=topic.pk).update(status=DiscussionStatus.LOCKED)


def be_discreet(adele: User, _topic: Discussion, _settings: Any) -> None:
    prefer.choose(adele, discreet="always")


@pytest.mark.parametrize("happens", [switch_off, lock, be_discreet])
def test_where_it_cannot_be_answered_nothing_is_said_of_it(
    adele: User, topic: Discussion, server: MailServer, settings: Any, happens: Any
) -> None:
    root = make_comment(topic, author=adele)
    write(topic, make_moderator(), "Mornings are best.", parent=root)
    happens(adele, topic, settings)
    post_all()
    [mail] = server.mails
    assert mail["Reply-To"] is None
    assert "##-" not in mail.as_string()


def test_the_headers_of_discreet_mail_name_no_thread_and_still_stop_it(
    adele: User, topic: Discussion, server: MailServer, client: Any
) -> None:
    root = make_comment(topic, author=adele)
    prefer.choose(adele, discreet="always")
    write(topic, make_moderator(), "Mornings are best.", parent=root)
    post_all()
    [mail] = server.mails
    assert mail["References"] is None
    assert mail["List-Id"] == "<news.localhost>"
    assert f"-d{topic.pk}." not in str(mail["List-Unsubscribe"])
    url = str(mail["List-Unsubscribe"]).strip("<>")
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    write(topic, make_moderator("Max"), parent=root)
    post_all()
    assert len(server.mails) == 1
    assert prefer.choose(adele).mails  # all other mail goes on


def test_a_guest_is_offered_no_answer_by_mail(topic: Discussion, server: MailServer) -> None:
    root = make_comment(topic, guest=make_confirmed_guest())
    write(topic, make_moderator(), "Mornings are best.", parent=root)
    post_all()
    [mail] = server.mails
    assert mail["Reply-To"] is None
