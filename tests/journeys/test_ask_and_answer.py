"""From joining to an answer that helped."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.models import User
from tests.factories_articles import make_topic
from tests.factories_moderation import make_known
from tests.factories_topics import make_board
from tests.journeys.steps import reply_to, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "How do you sleep on warm nights?"
OLD = "What helps you sleep on warm nights?"


def test_a_newcomer_joins_asks_and_is_helped(
    script: bool, somebody: Any, no_pauses: None, live_server: Any, settings: Any
) -> None:
    settings.SITE_URL = live_server.url
    make_topic(OLD, board=make_board("Everyday life"))
    charlie = somebody(make_known("Charlie"), script=script)
    alice = somebody(script=script)
    join(alice)
    ask(alice, script)
    topic = alice.url

    bob = somebody(User.objects.get(name="Bob"), script=script)
    bob.goto("/moderation/")
    case = bob.locator(".case", has_text="Every window is open.")
    expect(case).to_contain_text("New member")
    send(bob, case.get_by_role("button", name="Approve the comment"))

    charlie.goto(topic)
    charlie.locator("#write").get_by_label("Your comment").fill("A wet towel at the window.")
    send(charlie, charlie.locator("#write").get_by_role("button", name="Send comment"))
    alice.goto(topic)
    reply_to(alice, "A wet towel", "How wet should it be?")
    expect(alice.locator(".held-note")).to_be_visible()
    bob.goto("/moderation/")
    send(bob, bob.get_by_role("button", name="Approve the comment"))
    for person, words, body in (
        (charlie, "How wet should it be?", "Wrung out, so that it does not drip."),
        (alice, "Wrung out", "I shall try it tonight."),
    ):
        person.goto(topic)
        reply_to(person, words, body)
    deep = alice.locator(".comment:target")
    expect(deep).to_contain_text("I shall try it tonight.")
    expect(deep).to_contain_text("replying to Charlie")
    expect(deep).to_have_attribute("aria-label", re.compile("level 4"))

    alice.goto(topic)
    helped = alice.locator(".comment", has_text="A wet towel").first
    send(alice, helped.get_by_role("button", name="Mark the answer by Charlie as helpful"))
    stranger = somebody(script=script)
    stranger.goto(topic)
    expect(stranger.locator(".is-helpful")).to_contain_text("Helped the person who asked")
    expect(stranger.locator(".is-helpful")).to_contain_text("A wet towel at the window.")


def join(page: Any) -> None:
    page.goto("/")
    page.get_by_role("link", name="Join").click()
    page.get_by_label("Name").fill("Alice Brook")
    page.get_by_label("E-mail address").fill("alice@example.org")
    page.get_by_label("Password").fill("six warm quiet nights")
    send(page, page.get_by_role("main").get_by_role("button", name="Join"))
    expect(page.get_by_role("heading", name="Please look into your mail")).to_be_visible()
    (letter,) = [letter for letter in mail.outbox if letter.to == ["alice@example.org"]]
    found = re.search(r"https?://\S+", str(letter.body))
    assert found
    page.goto(found.group())
    send(page, page.get_by_role("button", name="Confirm this address"))
    expect(page.get_by_role("banner")).to_contain_text("Alice Brook")


def ask(page: Any, script: bool) -> None:
    """With a script similar topics are shown while typing; always in a step before posting."""
    page.goto("/forum/")
    page.get_by_role("link", name="Ask a question").first.click()
    page.get_by_label("Your question in one line").press_sequentially(TITLE, delay=1)
    if script:
        expect(page.locator("#similar").get_by_role("link", name=OLD)).to_be_visible()
    page.get_by_label("Tell us more").fill("Every window is open.\n\n- It does not help.")
    button = page.get_by_role("button", name="Post my question")
    send(page, button)
    if not script:
        expect(page.locator(".alert").get_by_role("link", name=OLD)).to_be_visible()
    if "/forum/ask/" in page.url:
        expect(page.get_by_label("Tell us more")).to_have_value(re.compile("Every window"))
        send(page, button)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.locator(".held-note")).to_contain_text("Nobody else can see it yet.")
