"""What is new since the last visit: on two devices, by mouse and key, and for guests."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from forum.comments.models import Comment, Discussion, Reading
from tests.factories import make_comment
from tests.factories_moderation import make_known
from tests.factories_topics import make_topic
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Long enough that a page of them is longer than the screen.
LONG = "I rest before I am tired. " * 40


@pytest.fixture
def alice() -> User:
    return make_known("Adele")


@pytest.fixture
def topic(alice: User) -> Discussion:
    """Adele was here a day ago; there were 25 roots, the first with five answers."""
    topic = make_topic("How do you plan a day?").discussion
    charlie = make_known("Charlie")
    roots = [make_comment(topic, author=charlie, body=f"Way {n}.") for n in range(25)]
    for number in range(5):
        make_comment(parent=roots[0], author=charlie, body=f"Answer {number}.")
    topic.refresh_from_db()
    Reading.objects.create(
        user=alice,
        discussion=topic,
        read_to=topic.last_number,
        visit_from=topic.last_number,
        at=timezone.now() - timedelta(days=1),
    )
    return topic


def add(topic: Discussion, body: str, parent: Comment | None = None) -> Comment:
    return make_comment(topic, author=User.objects.get(name="Charlie"), parent=parent, body=body)


def roots(topic: Discussion) -> list[Comment]:
    return list(topic.comments.filter(root_no__isnull=False).order_by("root_no"))


def marked(page: Any) -> Any:
    return page.locator(".comment:has(.badge-new)")


def test_two_devices_show_the_same_as_new_until_it_is_marked_as_read(
    script: bool, somebody: Any, alice: User, topic: Discussion
) -> None:
    add(topic, "One way more.")
    add(topic, "And another.")
    desk, phone = (
        somebody(alice, script=script),
        somebody(alice, script=script, viewport={"width": 360, "height": 740}),
    )
    for _look in range(2):
        for page in (desk, phone):
            page.goto(f"{topic.url}?sort=newest")
            expect(marked(page)).to_have_count(2)
            expect(page.locator(".news")).to_contain_text("2 new since your last visit")
            page.reload()
            expect(marked(page)).to_have_count(2)
    send(phone, phone.locator(".news").get_by_role("button", name="Mark all as read"))
    for page in (desk, phone):
        page.goto(f"{topic.url}?sort=newest")
        expect(marked(page)).to_have_count(0)
        expect(page.locator(".news")).to_have_count(0)


def test_next_new_leads_through_all_pages_of_the_tree(
    script: bool, somebody: Any, alice: User, topic: Discussion
) -> None:
    first = roots(topic)[0]
    near = add(topic, "Near the top.", roots(topic)[3])
    hidden = add(topic, "Behind a link.", first)
    far = add(topic, "On the second page.")
    page = somebody(alice, script=script)
    page.goto("/unread/?show=all")
    expect(page.locator(".unread-row")).to_contain_text("3 new")
    page.goto(f"{topic.url}?sort=oldest")
    expect(page.locator(".news")).to_contain_text("1 of them on this page")
    expect(page.get_by_role("link", name="Show 3 more replies, 1 new")).to_be_visible()
    page.locator(".news").get_by_role("link", name="Next new").click()
    lands_on(page, near)
    for comment in (hidden, far):
        page.locator(".comment:target").get_by_role("link", name="Next new").click()
        lands_on(page, comment)
    expect(page.locator(".comment:target").get_by_role("link", name="Next new")).to_have_count(0)
    page.goto("/unread/?show=all")
    expect(page.get_by_role("heading", name="You have read everything")).to_be_visible()
    page.goto(f"{topic.url}?sort=oldest")
    expect(marked(page)).to_have_count(1)


def lands_on(page: Any, comment: Comment) -> None:
    expect(page).to_have_url(re.compile(f"#c-{comment.pk}$"))
    expect(page.locator(".comment:target")).to_contain_text(comment.body_source)
    expect(page.locator(".comment:target")).to_contain_text("New")
    expect(page.locator(".comment:target")).to_be_in_viewport()


def test_the_key_leads_to_the_next_once_keys_are_on(
    somebody: Any, alice: User, topic: Discussion
) -> None:
    near = add(topic, "Near the top.", roots(topic)[3])
    later = add(topic, "A bit later.", roots(topic)[9])
    far = add(topic, "On the second page.")
    page = somebody(alice)
    page.goto(f"{topic.url}?sort=oldest")
    page.keyboard.press("n")
    expect(page.locator(".comment:target")).to_have_count(0)
    page.get_by_role("button", name="Key n: next new").click()
    for comment in (near, later):
        page.keyboard.press("n")
        lands_on(page, comment)
        expect(page.locator(f"#c-{comment.pk}")).to_be_focused()
    page.keyboard.press("n")
    lands_on(page, far)
    page.keyboard.press("n")
    expect(page.locator("[data-say]")).to_contain_text("nothing more")


def test_a_folded_branch_says_how_much_of_it_is_new_and_opens_for_it(
    somebody: Any, alice: User, topic: Discussion
) -> None:
    root = roots(topic)[2]
    answer = add(topic, "An old answer.", root)
    Reading.objects.update(read_to=answer.number, visit_from=answer.number)
    fresh = add(topic, "A new answer.", root)
    page = somebody(alice)
    page.goto(f"{topic.url}?sort=oldest")
    page.locator(f"#c-{root.pk} > [data-fold]").click()
    expect(page.locator(f"#c-{root.pk}")).to_contain_text("1 new below")
    page.reload()
    expect(page.locator(f"#c-{root.pk}")).to_contain_text("1 new below")
    expect(page.locator(f"#c-{fresh.pk}")).to_be_hidden()
    page.locator(".news").get_by_role("link", name="Next new").click()
    lands_on(page, fresh)
    expect(page.locator(f"#c-{root.pk}")).not_to_contain_text("new below")


def test_the_end_of_the_page_reached_by_hand_clears_what_was_in_sight(
    somebody: Any, alice: User, topic: Discussion
) -> None:
    far = [add(topic, LONG) for _n in range(3)]
    hidden = add(topic, "Behind a link.", roots(topic)[0])
    page = somebody(alice)
    address = f"{topic.url}?sort=oldest&page=2"
    page.goto(f"{address}#c-{far[-1].pk}")
    page.reload()
    expect(marked(page)).to_have_count(3)
    page.goto(address)
    for comment in far:
        page.locator(f"#c-{comment.pk}").scroll_into_view_if_needed()
        expect(page.locator(f"#c-{comment.pk}")).to_be_in_viewport()
        page.wait_for_function("new Promise(requestAnimationFrame)")
    with page.expect_response(re.compile("/read/$")) as settled:
        page.locator("[data-news-end]").scroll_into_view_if_needed()
        page.mouse.wheel(0, 10)
    assert settled.value.status == 204
    expect(marked(page)).to_have_count(3)
    page.reload()
    expect(page.locator("#comments-list")).to_be_visible()
    expect(marked(page)).to_have_count(0)
    page.goto(f"/c/{hidden.pk}/")
    expect(marked(page)).to_have_count(1)


def test_a_guest_has_a_marker_in_their_own_browser(somebody: Any, topic: Discussion) -> None:
    page = somebody()
    page.goto(f"{topic.url}?sort=newest")
    expect(marked(page)).to_have_count(0)
    expect(page.locator(".news")).to_be_hidden()
    one = add(topic, "One way more.")
    two = add(topic, "And another.")
    for _look in range(2):
        page.goto(f"{topic.url}?sort=newest")
        expect(marked(page)).to_have_count(2)
        expect(page.locator(".news")).to_contain_text("2 new on this page")
        page.reload()
    page.locator(".news").get_by_role("link", name="Next new").click()
    lands_on(page, two)
    page.locator(".comment:target").get_by_role("link", name="Next new").click()
    lands_on(page, one)
    page.evaluate(
        """() => {
          const markers = JSON.parse(localStorage.getItem("read"));
          for (const marker of Object.values(markers)) marker.at -= 7200000;
          localStorage.setItem("read", JSON.stringify(markers));
        }"""
    )
    page.goto(f"{topic.url}?sort=newest")
    expect(page.locator("#comments-list")).to_be_visible()
    expect(marked(page)).to_have_count(0)
    assert not Reading.objects.exclude(user__name="Adele").exists()
    assert page.context.cookies() == []
