"""A guest becomes a member, and takes along what they wrote."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import expect

from forum.comments.models import Comment
from tests.factories import make_moderator
from tests.factories_articles import make_article
from tests.journeys.steps import comment_as_guest, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _links_lead_to_this_site(settings: Any, live_server: Any) -> None:
    settings.SITE_URL = live_server.url


def link_in_mail(number: int = -1) -> str:
    found = re.search(r"https?://\S+", str(mail.outbox[number].body))
    assert found
    return found.group()


def test_a_text_begun_as_a_visitor_survives_joining_and_old_ones_are_claimed(
    script: bool, somebody: Any, no_pauses: None
) -> None:
    article = make_article("Heat and nerves")
    address = article.get_absolute_url()
    gina = somebody(script=script)
    gina.goto(address)
    comment_as_guest(gina, "I wrote this as a guest.", name="Gigi")
    gina.goto(address)
    gina.locator("form.composer textarea").fill("And this before I joined.")
    send(gina, gina.get_by_role("button", name="Sign in or join first"))
    expect(gina.get_by_role("heading", name="Sign in")).to_be_visible()
    gina.locator("main").get_by_role("link", name="Join").click()
    gina.get_by_label("Name").fill("Gina Lake")
    gina.get_by_label("E-mail address").fill("gina@example.org")
    gina.get_by_label("Password").fill("blue river stone")
    send(gina, gina.get_by_role("button", name="Join"))
    gina.goto(link_in_mail())
    send(gina, gina.get_by_role("button", name="Confirm"))
    expect(gina.locator("form.composer textarea")).to_have_value("And this before I joined.")
    send(gina, gina.get_by_role("button", name="Send comment"))
    expect(gina.locator(".comment", has_text="And this before I joined.")).to_be_visible()

    gina.goto("/accounts/profile/")
    gina.get_by_role("link", name="What you wrote as a guest").click()
    mine = gina.get_by_label("I wrote this as a guest.")
    expect(mine).to_be_checked()  # this device wrote it
    gina.get_by_label("the name it was written under").check()
    send(gina, gina.get_by_role("button", name="Take into my account"))
    expect(gina.get_by_text("1 comment belongs to your account now.")).to_be_visible()
    claimed = Comment.objects.get(written_as="Gigi")
    assert claimed.author is not None

    bob = somebody(make_moderator(), script=script)
    bob.goto("/moderation/")
    case = bob.locator(".case", has_text="I wrote this as a guest.")
    send(bob, case.get_by_role("button", name="Approve the comment"))
    stranger = somebody(script=script)
    stranger.goto(address)
    comment = stranger.locator(".comment", has_text="I wrote this as a guest.")
    expect(comment).to_contain_text("Gigi")
    expect(comment).not_to_contain_text("Gina Lake")


def test_from_the_page_of_a_waiting_comment_another_is_sent_at_the_first_press(
    page: Any, no_pauses: None
) -> None:
    """The page is private and still tells our own site where its form comes from."""
    page.goto(make_article("Heat and nerves").get_absolute_url())
    comment_as_guest(page, "I keep a diary of hot days.")
    assert "held=" in page.url
    form = page.locator("form.composer")
    form.get_by_label("Your comment").fill("And of cold ones.")
    form.get_by_label("Name").first.fill("Gina")
    form.get_by_label("E-mail address").fill("gina@example.org")
    with page.expect_navigation():
        form.get_by_role("button", name="Send").click()
    expect(page.locator(".comment", has_text="And of cold ones.")).to_be_visible()
    assert Comment.objects.count() == 2
