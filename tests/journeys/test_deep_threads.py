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


def test_a_deep_talk_leaves_room_for_the_text(somebody: Any) -> None:
    topic = make_topic("How do you plan a day?").discussion
    people = [make_known(name) for name in ("Adele", "Charlie", "Bella")]
    root = deep = make_comment(topic, author=people[0], body="It began here.")
    for number in range(50):
        # First two who answer each other, then three.
        author = people[(number + 1) % (2 if number < 20 else 3)]
        deep = make_comment(parent=deep, author=author, body=f"Answer number {number}.")
    page = somebody(viewport={"width": 360, "height": 740})
    page.goto(f"/c/{deep.pk}/")
    shown(page, deep.pk, "Answer number 49.")
    page.goto(f"/c/{root.pk}/thread/")
    widths = page.locator(".comment-body").evaluate_all(
        "(bodies) => bodies.map((body) => body.getBoundingClientRect().width)"
    )
    assert len(widths) == 51
    assert min(widths) >= 0.7 * 360
    levels = page.locator(".comment").evaluate_all("(all) => all.map((one) => one.dataset.level)")
    assert levels[:20] == ["1"] + ["2"] * 19
    expect(page.get_by_role("heading", name="A conversation begun by Adele")).to_be_visible()


def test_a_look_at_what_was_answered_and_the_way_back(script: bool, somebody: Any) -> None:
    topic = make_topic("How do you plan a day?").discussion
    adele, bella, charlie = (make_known(name) for name in ("Adele", "Bella", "Charlie"))
    root = make_comment(topic, author=adele, body="It began here.")
    other = make_comment(topic, author=adele, body="And here.")
    make_comment(parent=other, author=charlie, body="Below the other.")
    answered = make_comment(parent=root, author=bella, body="An answer.")
    reply = make_comment(parent=answered, author=adele, body="An answer to the answer.")
    page = somebody(script=script)
    page.goto(topic.url)
    page.locator(f"#c-{reply.pk}").get_by_role("link", name="replying to Bella").click()
    shown(page, answered.pk, "An answer.")
    if not script:
        page.go_back()
        expect(page.get_by_role("button", name="Fold all replies")).to_be_hidden()
        return
    expect(page.locator(f"#c-{answered.pk}")).to_be_focused()
    page.get_by_role("link", name="Back to where you were").click()
    shown(page, reply.pk, "An answer to the answer.")
    expect(page.get_by_role("link", name="Back to where you were")).to_have_count(0)

    page.goto(topic.url)
    page.get_by_role("button", name="Fold all replies").press("Enter")
    expect(page.locator(f"#c-{reply.pk}")).to_be_hidden()
    expect(page.get_by_text("All replies are folded.")).to_be_attached()
    page.reload()
    expect(page.locator(f"#c-{reply.pk}")).to_be_hidden()
    expect(page.locator(f"#c-{other.pk}")).to_be_visible()
    page.get_by_role("button", name="Unfold all replies").click()
    page.reload()
    expect(page.locator(f"#c-{reply.pk}")).to_be_visible()


def test_going_back_keeps_the_place_on_a_private_page(script: bool, somebody: Any) -> None:
    topic = make_topic("How do you plan a day?").discussion
    adele = make_known("Adele")
    for number in range(18):
        make_comment(topic, author=adele, body=f"Way number {number}.")
    page = somebody(adele, script=script)
    page.goto(topic.url)
    place = page.locator(".comment", has_text="Way number 9.")
    place.scroll_into_view_if_needed()
    page.goto("/forum/")
    page.go_back()
    expect(place).to_be_in_viewport()
