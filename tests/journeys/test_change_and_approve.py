"""Somebody changes what they wrote, the change waits, a moderator decides, earlier texts go."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import make_comment, make_moderator
from tests.factories_moderation import make_known
from tests.factories_topics import make_topic
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINKS = "https://a.example https://b.example https://c.example"


def test_a_change_waits_while_the_old_text_stays(
    script: bool, somebody: Any, no_pauses: None
) -> None:
    topic = make_topic("How do you plan a day?").discussion
    charlie = make_known("Charlie")
    make_comment(
        topic,
        author=charlie,
        body="I live at 1 High Street and rest at noon.",
        at=timezone.now() - timedelta(hours=23, minutes=48),
    )
    author = somebody(charlie, script=script)
    author.goto(topic.url)
    mine = author.locator(".comment", has_text="rest at noon")
    expect(mine).to_contain_text(re.compile("1[12] minutes left") if script else "until ")
    change(author, mine, "I rest at noon.", "12 minutes are left")
    expect(author.locator(".comment:target")).to_contain_text("I rest at noon.")

    mine = author.locator(".comment", has_text="I rest at noon.")
    change(author, mine, f"I rest at noon, see {LINKS}", "The clock stands still")
    mine = author.locator(".comment:target")
    expect(mine).to_contain_text("Your change waits for a moderator")
    expect(mine).to_contain_text("c.example")
    stranger = somebody(script=script)
    stranger.goto(topic.url)
    expect(stranger.locator("body")).to_contain_text("I rest at noon.")
    expect(stranger.locator("body")).not_to_contain_text("c.example")

    bob = somebody(make_moderator(), script=script)
    bob.goto("/moderation/")
    send(bob, bob.get_by_role("link", name="Edited after approval (1)"))
    case = bob.locator(".case", has_text="I rest at noon.")
    expect(case.locator("ins").first).to_contain_text("see")
    send(bob, case.get_by_role("button", name="Publish the change"))
    expect(bob.get_by_text("Decided: Change published.")).to_be_visible()
    stranger.goto(topic.url)
    expect(stranger.locator("body")).to_contain_text("c.example")

    bob.goto(topic.url)
    theirs = bob.locator(".comment", has_text="c.example")
    theirs.locator("summary", has_text="More").click()
    send(bob, theirs.get_by_role("link", name="History"))
    expect(bob.get_by_role("main")).to_contain_text("1 High Street")

    author.goto(topic.url)
    mine = author.locator(".comment", has_text="c.example")
    mine.locator("summary", has_text="More").click()
    send(author, mine.get_by_role("link", name="Delete earlier texts"))
    expect(author.get_by_role("main")).to_contain_text("1 High Street")
    send(author, author.get_by_role("main").get_by_role("button", name="Delete"))
    expect(author.get_by_text("2 earlier texts are deleted.")).to_be_visible()
    bob.reload()
    expect(bob.get_by_role("main")).not_to_contain_text("1 High Street")
    expect(bob.get_by_role("main")).to_contain_text("The author deleted earlier texts")


def change(page: Any, comment: Any, body: str, words: str) -> None:
    send(page, comment.get_by_role("link", name="Edit"))
    expect(page.get_by_role("main")).to_contain_text(words)
    box = page.get_by_label("Your comment")
    box.fill(body)
    send(page, page.get_by_role("button", name="Save"))
