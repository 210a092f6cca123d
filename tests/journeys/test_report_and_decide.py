"""A comment is reported, a moderator decides, its author is told."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import make_comment, make_moderator
from tests.factories_moderation import make_known
from tests.factories_topics import make_topic
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_reported_comment_is_removed_and_its_author_is_told(script: bool, somebody: Any) -> None:
    topic = make_topic("How do you plan a day?").discussion
    charlie = make_known("Charlie")
    make_comment(topic, author=charlie, body="Only lazy people rest.")
    stranger = somebody(script=script)
    dora = somebody(make_known("Dora"), script=script)
    for person, words in ((stranger, "This hurts."), (dora, "We do not say lazy here.")):
        report(person, topic.url, words)

    bob = somebody(make_moderator(), script=script)
    bob.goto("/moderation/")
    send(bob, bob.get_by_role("link", name="Reported (1)"))
    case = bob.locator(".case", has_text="Only lazy people rest.")
    expect(case).to_contain_text("2 people")
    expect(case).to_contain_text("This hurts.")
    expect(case).not_to_contain_text("Dora")
    case.get_by_text("Remove", exact=True).first.click()
    remove = case.get_by_role("button", name="Remove")
    send(bob, remove)
    expect(bob.get_by_role("alert")).to_be_visible()
    bob.get_by_label("Reason", exact=False).first.select_option(index=1)
    bob.get_by_label("In your words").fill("We speak kindly of rest.")
    send(bob, bob.get_by_role("main").get_by_role("button", name="Remove"))
    expect(bob.get_by_text("Decided: Removed.")).to_be_visible()

    author = somebody(charlie, script=script)
    author.goto("/notifications/")
    expect(author.get_by_role("main")).to_contain_text("We speak kindly of rest.")
    stranger.goto(topic.url)
    expect(stranger.locator("body")).not_to_contain_text("Only lazy people rest.")
    bob.goto("/moderation/decisions/")
    expect(bob.get_by_role("main")).to_contain_text("We speak kindly of rest.")


def report(page: Any, address: str, words: str) -> None:
    page.goto(address)
    comment = page.locator(".comment", has_text="Only lazy people rest.")
    comment.locator("summary", has_text="More").click()
    send(page, comment.get_by_role("link", name="Report"))
    page.get_by_role("radio", name="Attacks or harasses somebody").check()
    page.get_by_label("What should we know?").fill(words)
    send(page, page.get_by_role("button", name="Send report"))
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
