"""Mail as its readers meet it: it arrives at a real server, and its links and headers work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import expect

from forum.comments.models import Comment
from tests.factories import make_member, make_moderator, write
from tests.factories_articles import make_article
from tests.factories_mail import post_all
from tests.factories_smtp import MailServer
from tests.factories_topics import make_topic
from tests.journeys.steps import comment_as_guest, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server(settings: Any, live_server: Any) -> Iterator[MailServer]:
    """What the site sends goes through SMTP, and its links lead back to it."""
    settings.SITE_URL = live_server.url
    with MailServer() as running:
        options = {"host": "127.0.0.1", "port": running.port, "timeout": 20}
        mailer = {"BACKEND": "config.mail.CarefulMailer", "OPTIONS": options}
        settings.MAILERS = {"default": mailer}
        yield running


def link_in(mail: EmailMessage, part: str) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(rf"https?://\S*{part}\S*", str(body.get_content()))
    assert found
    return found.group()


def test_a_topic_is_followed_its_mail_arrives_and_is_stopped(
    script: bool, somebody: Any, server: MailServer
) -> None:
    bob = make_moderator()
    topic = make_topic("How do you plan a day?", by=bob)
    charlie = somebody(make_member("Charlie"), script=script)
    charlie.goto(topic.get_absolute_url())
    send(charlie, charlie.get_by_role("button", name="Follow", exact=True))
    expect(charlie.get_by_role("button", name="Stop following")).to_be_visible()

    write(topic.discussion, bob, "I do the shopping before noon.")
    post_all()
    [first] = server.mails
    assert first["To"] == "charlie@example.org"
    assert first["Subject"] == "Bob wrote in “How do you plan a day?”."

    # The button of a mail program: one call, without a cookie and without a page.
    reader = somebody(script=script)
    url = str(first["List-Unsubscribe"]).strip("<>")
    answer = reader.request.post(url, form={"List-Unsubscribe": "One-Click"})
    assert (answer.status, answer.text()) == (200, "OK\n")
    write(topic.discussion, bob, "And rest after it.")
    post_all()
    assert len(server.mails) == 1

    # The link in the mail: a page that changes nothing, with a button that does.
    charlie.goto(topic.get_absolute_url())
    send(charlie, charlie.get_by_role("button", name="Follow", exact=True))
    write(topic.discussion, bob, "And then I cook.")
    post_all()
    second = server.mails[-1]
    reader.goto(link_in(second, "/unsubscribe/"))
    expect(reader.get_by_text("mail about “How do you plan a day?”")).to_be_visible()
    send(reader, reader.get_by_role("button", name="Stop this mail"))
    expect(reader.get_by_role("heading", name="Done")).to_be_visible()
    write(topic.discussion, bob, "And sleep.")
    post_all()
    assert len(server.mails) == 2


def test_a_guest_confirms_chooses_their_mail_changes_takes_along_and_is_erased(
    script: bool, somebody: Any, server: MailServer, no_pauses: None
) -> None:
    article = make_article("Heat and nerves")
    gina = somebody(script=script)
    gina.goto(article.get_absolute_url())
    comment_as_guest(gina, "I keep a diary of hot days.")
    [proof] = server.mails
    assert "diary" not in proof.as_string()

    gina.goto(link_in(proof, "/guest/proof/"))
    expect(gina.get_by_text("I keep a diary of hot days.")).to_be_visible()
    send(gina, gina.get_by_role("button", name="Yes, this was me"))
    expect(gina.get_by_role("heading", name="What you wrote")).to_be_visible()
    expect(gina.locator(".hit")).to_contain_text("It waits for a moderator.")

    bob = somebody(make_moderator(), script=script)
    bob.goto("/moderation/")
    case = bob.locator(".case", has_text="I keep a diary of hot days.")
    send(bob, case.get_by_role("button", name="Approve the comment"))
    comment = Comment.objects.get()
    write(comment.discussion, make_moderator("Max"), "So do I.", parent=comment)
    post_all()
    _proof, *news = server.mails
    assert {mail["To"] for mail in news} == {"gina@example.org"}
    [_published] = [mail for mail in news if "has been published" in mail.as_string()]
    [answer] = [mail for mail in news if "So do I." in mail.as_string()]

    phone = somebody(script=script)  # knows nobody: the link in the mail is all there is
    phone.goto(link_in(answer, "/guest/"))
    phone.get_by_label("Discreet mail").select_option("always")
    send(phone, phone.get_by_role("button", name="Save"))
    expect(phone.get_by_text("Saved.")).to_be_visible()
    write(comment.discussion, make_moderator("Mia"), "Me too.", parent=comment)
    post_all()
    assert server.mails[-1]["Subject"] == "There is something new for you"

    send(phone, phone.get_by_role("link", name="What you wrote"))
    send(phone, phone.locator(".hit").get_by_role("link", name="Change"))
    phone.locator("#id_body").fill("I keep a diary of warm days.")
    send(phone, phone.get_by_role("button", name="Save"))
    with phone.expect_download() as taken:
        phone.get_by_role("link", name="Download what I wrote").click()
    assert taken.value.suggested_filename == "what-i-wrote.json"
    send(phone, phone.get_by_role("link", name="Erase me"))
    phone.get_by_label("The comments are deleted too").check()
    send(phone, phone.get_by_role("button", name="Erase me"))
    expect(phone.get_by_text("You are erased.")).to_be_visible()
    gina.goto("/guest/me/")
    expect(gina.get_by_role("button", name="Send me the link")).to_be_visible()
