"""A guest writes, a moderator approves and answers, a stranger reads it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import make_moderator
from tests.factories_articles import make_article
from tests.journeys.steps import comment_as_guest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_guest_is_approved_and_answered_and_a_stranger_reads_it(
    script: bool, somebody: Any
) -> None:
    article = make_article("Heat and nerves")
    address = article.get_absolute_url()
    gina, bob, stranger = somebody(script=script), somebody(make_moderator(), script=script), None

    gina.goto(address)
    comment_as_guest(gina, "I keep a **diary** of hot days.")
    held = gina.locator(".comment", has_text="diary of hot days")
    expect(held).to_contain_text("This comment waits for a moderator. Nobody else can see it yet.")
    expect(held.locator("strong")).to_have_text("diary")
    assert "held=" in gina.url
    expect(gina.locator(".comment:target")).to_have_count(1)
    private = gina.url

    stranger = somebody(script=script)
    stranger.goto(address)
    expect(stranger.locator("body")).not_to_contain_text("diary of hot days")
    elsewhere = somebody()  # another device, with the address of the page after posting alone
    elsewhere.goto(private)
    expect(elsewhere.locator(".held-note")).to_be_visible()
    expect(elsewhere.locator(".comment", has_text="diary")).not_to_contain_text("Edit")

    bob.goto("/moderation/")
    case = bob.locator(".case", has_text="diary of hot days")
    expect(case).to_contain_text("A moderator reads every comment of a guest")
    expect(case).to_contain_text("Gina")
    case.get_by_text("Approve and reply").first.click()
    case.get_by_label("Your reply, as a moderator").fill("Thank you, a diary helps many.")
    case.get_by_role("button", name="Approve and reply").click()
    expect(bob.get_by_text("Decided: Approved.")).to_be_visible()

    stranger.goto(address)
    stranger.get_by_text("Go to the moderators' replies (1)").click()
    stranger.get_by_role("link", name="Reply 1 by Bob").click()
    reply = stranger.locator(".comment.official:target")
    expect(reply).to_contain_text("Thank you, a diary helps many.")
    expect(reply.locator(".comment-head .badge-official")).to_have_text("Moderator")
    gina.goto(address)
    expect(gina.locator(".held-note")).to_have_count(0)
    expect(gina.get_by_text("Thank you, a diary helps many.")).to_be_visible()


def test_a_guest_without_cookies_sees_what_waits_by_its_address(somebody: Any) -> None:
    article = make_article("Heat and nerves")
    gina = somebody(script=False)
    gina.goto(article.get_absolute_url())
    gina.context.clear_cookies()
    comment_as_guest(gina, "I walk at six.")
    private = gina.url
    gina.context.clear_cookies()
    gina.goto(private)
    expect(gina.locator(".comment:target")).to_contain_text("Nobody else can see it yet.")
    gina.goto(article.get_absolute_url())
    expect(gina.locator("body")).not_to_contain_text("I walk at six.")
