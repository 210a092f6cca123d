"""Reading an article and saying how useful it was."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from foundation.branding import settings
from tests.factories_articles import make_article
from tests.journeys.steps import send, send_again_if_asked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_reader_rates_an_article_and_thinks_again(script: bool, somebody: Any) -> None:
    settings.set_value("follow_links", "Letter https://letter.example.org/")
    article = make_article("Heat and nerves")
    page = somebody(script=script)
    page.goto("/")
    page.get_by_role("link", name="Heat and nerves").first.click()
    expect(page.get_by_text("No votes yet. Be the first")).to_be_visible()
    box = page.locator("#rating")

    vote_by_keyboard(page, "Not at all", presses=["Space", "ArrowRight"])  # now "Somewhat"
    expect(box).to_contain_text("Your vote is 2 of 5")
    expect(box).to_contain_text("2.0 of 5, from one vote")
    box.get_by_label("Your note to the editors").fill("Please say more about nights.")
    send(page, box.get_by_role("button", name="Send to the editors"))
    expect(box).to_contain_text("The editors will read your note.")

    page.goto(f"{article.get_absolute_url()}?rated=1")
    vote_by_keyboard(page, "Somewhat", presses=["ArrowRight"] * 3)
    expect(box).to_contain_text("Your vote is 5 of 5")
    expect(box).to_contain_text("5.0 of 5, from one vote")
    expect(box.get_by_role("link", name="Letter")).to_have_attribute(
        "href", "https://letter.example.org/"
    )
    stranger = somebody()
    stranger.goto(article.get_absolute_url())
    expect(stranger.locator("#rating")).to_contain_text("5.0 of 5, from one vote")
    assert "about nights" not in stranger.content()


def vote_by_keyboard(page: Any, start: str, *, presses: list[str]) -> None:
    page.locator("#rating").get_by_role("radio", name=start).focus()
    for key in presses:
        page.keyboard.press(key)
    page.keyboard.press("Tab")
    expect(page.locator("#rating").get_by_role("button").first).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    send_again_if_asked(page)
