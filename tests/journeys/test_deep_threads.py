"""Long and deep: what is folded away can be reached, and every comment has an address."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import make_comment
from tests.factories_moderation import make_known
from tests.factories_topics import make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_comment_can_be_reached_and_is_shown_as_the_one_meant(
    script: bool, somebody: Any
) -> None:
    topic = make_topic("How do you plan a day?").discussion
    alice, charlie = make_known("Adele"), make_known("Charlie")
    roots = [
        make_comment(topic, author=charlie, body=f"Way number {number}.") for number in range(25)
    ]
    deep = roots[22]
    for number in range(9):
        deep = make_comment(parent=deep, author=alice, body=f"Answer number {number}.")
    page = somebody(script=script)
    for sort in ("oldest", "newest", "helpful", "replied"):
        for comment in (roots[1], roots[24]):
            page.goto(f"/c/{comment.pk}/?sort={sort}")
            shown(page, comment.pk, comment.body_source)
            expect(page.locator("[aria-current=true]", has_text=NAMES[sort])).to_be_visible()
        page.goto(f"/c/{deep.pk}/?sort={sort}")
        shown(page, deep.pk, "Answer number 8.")
    expect(page.locator(".comment:target")).to_contain_text("replying to Adele")

    page.goto(f"/c/{roots[22].pk}/")
    more = page.get_by_role("link", name="Show 6 more replies")
    expect(page.locator("body")).not_to_contain_text("Answer number 8.")
    more.click()
    expect(page.locator(".comment", has_text="Answer number 8.")).to_be_visible()
    expect(page.get_by_text("This is the end of this conversation.")).to_be_visible()


NAMES = {
    "oldest": "Oldest first",
    "newest": "Newest first",
    "helpful": "Most helpful",
    "replied": "Most replied",
}


def shown(page: Any, number: int, words: str) -> None:
    meant = page.locator(".comment:target")
    expect(meant).to_have_id(f"c-{number}")
    expect(meant).to_contain_text(words)
    expect(meant).to_be_in_viewport()
    assert meant.evaluate("(node) => getComputedStyle(node).outlineStyle") == "solid"
