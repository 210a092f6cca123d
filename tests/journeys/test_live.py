"""Two people in one discussion: one writes, the other hears of it and is not disturbed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from forum.comments.models import Comment, Discussion
from tests.factories import make_comment, write
from tests.factories_moderation import make_known
from tests.factories_topics import make_topic
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLACE = """() => {
  const seen = [...document.querySelectorAll(".comment")].find(
    (node) => node.getBoundingClientRect().bottom > 0);
  return [seen.id, Math.round(seen.getBoundingClientRect().top), scrollY];
}"""


@pytest.fixture(autouse=True)
def every_second(settings: Any, no_pauses: None) -> None:
    settings.LIVE_SECONDS = 1


@pytest.fixture
def alice() -> User:
    return make_known("Adele")


@pytest.fixture
def topic(alice: User) -> Discussion:
    topic = make_topic("How do you plan a day?", by=alice).discussion
    charlie = make_known("Charlie")
    for number in range(6):
        make_comment(topic, author=charlie, body=f"Way {number}. " + "I rest a lot. " * 40)
    topic.refresh_from_db()
    return topic


def line_of(page: Any) -> Any:
    return page.locator("[data-live-show]")


def read_in_the_middle(page: Any, topic: Discussion, middle: Comment) -> Any:
    """Where the page stands while somebody reads the middle one."""
    page.locator(f"#c-{middle.pk}").scroll_into_view_if_needed()
    page.mouse.wheel(0, 60)
    page.wait_for_function("new Promise(requestAnimationFrame)")
    return page.evaluate(PLACE)


@pytest.mark.parametrize("who", ["member", "stranger"])
def test_what_another_writes_is_told_without_moving_the_page(
    somebody: Any, alice: User, topic: Discussion, who: str
) -> None:
    reader = somebody(alice if who == "member" else None)
    writer = somebody(User.objects.get(name="Charlie"))
    reader.goto(f"{topic.url}?sort=oldest")
    middle = topic.comments.get(body_source__startswith="Way 3")
    place = read_in_the_middle(reader, topic, middle)
    writer.goto(topic.url)
    for words in ("I sleep at noon.", "And I at one."):
        form = writer.locator("form.composer")
        form.locator("textarea").fill(words)
        send(writer, form.get_by_role("button", name="Send"))
    expect(line_of(reader)).to_have_text("2 new replies, show")
    expect(reader.locator("[data-say][role=status]")).to_have_text(re.compile("new repl"))
    expect(reader.locator(".comment", has_text="I sleep at noon.")).to_have_count(0)
    assert reader.evaluate(PLACE) == place
    assert reader.url.endswith("?sort=oldest")

    line_of(reader).click()
    first = topic.comments.get(body_source="I sleep at noon.")
    expect(reader.locator(f"#c-{first.pk}")).to_be_focused()
    expect(reader.locator(f"#c-{first.pk}")).to_contain_text("New")
    expect(reader.locator(f"#c-{first.pk}")).to_be_in_viewport()
    expect(reader.locator(".comment", has_text="And I at one.")).to_be_visible()
    expect(line_of(reader)).to_be_hidden()
    expect(reader.locator("#comments-title")).to_have_text("8 replies")
    reader.get_by_role("link", name="Back to where you were").click()
    expect(reader.locator(f"#c-{place[0].removeprefix('c-')}")).to_be_in_viewport()


def test_new_ones_above_do_not_push_what_is_read(
    somebody: Any, alice: User, topic: Discussion
) -> None:
    reader = somebody(alice)
    reader.goto(f"{topic.url}?sort=newest")
    middle = topic.comments.get(body_source__startswith="Way 3")
    read_in_the_middle(reader, topic, middle)
    top = reader.locator(f"#c-{middle.pk}").bounding_box()["y"]
    write(topic, User.objects.get(name="Charlie"), "Above all others.")
    expect(line_of(reader)).to_have_text("1 new reply, show")
    assert reader.locator(f"#c-{middle.pk}").bounding_box()["y"] == top
    line_of(reader).focus()
    reader.keyboard.press("Enter")
    first = reader.locator("#comments-list .comment").first
    expect(first).to_contain_text("Above all others.")
    expect(first).to_be_focused()


def test_a_reply_on_another_page_is_led_to(somebody: Any, alice: User, topic: Discussion) -> None:
    charlie = User.objects.get(name="Charlie")
    root = topic.comments.get(body_source__startswith="Way 0")
    for number in range(3):
        make_comment(parent=root, author=charlie, body=f"Answer {number}.")
    reader = somebody(alice)
    reader.goto(topic.url)
    hidden = write(topic, charlie, "Behind a link.", parent=root)
    line_of(reader).click()
    expect(reader).to_have_url(re.compile(f"/c/{root.pk}/thread/.*#c-{hidden.pk}$"))
    expect(reader.locator(f"#c-{hidden.pk}")).to_be_in_viewport()


def test_later_means_later_and_what_one_writes_oneself_is_no_news(
    somebody: Any, alice: User, topic: Discussion
) -> None:
    charlie = User.objects.get(name="Charlie")
    reader = somebody(alice)
    reader.goto(topic.url)
    write(topic, charlie, "I sleep at noon.")
    reader.get_by_role("button", name="Later").click()
    expect(line_of(reader)).to_be_hidden()
    write(topic, alice, "From my telephone.")
    write(topic, charlie, "And a second time.")
    expect(line_of(reader)).to_have_text("2 new replies, show")


def test_the_bell_counts(somebody: Any, alice: User, topic: Discussion) -> None:
    reader = somebody(alice)
    reader.goto(topic.url)
    bell = reader.locator(".site-head [data-bell]").first
    expect(bell).to_be_hidden()
    write(topic, User.objects.get(name="Charlie"), "I answer you.")
    expect(bell).to_be_visible()
    expect(bell).to_contain_text("1")


def questions_of(reader: Any) -> list[str]:
    """What it asks from now on; the little picture of the tab comes when the browser likes."""
    asked: list[str] = []

    def note(request: Any) -> None:
        if "/live/" in request.url:
            asked.append(request.url)

    reader.on("request", note)
    return asked


def test_a_hidden_page_does_not_ask(somebody: Any, topic: Discussion) -> None:
    reader = somebody()
    asked = questions_of(reader)
    reader.clock.install()
    reader.goto(topic.url)
    hide = """(hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    reader.evaluate(hide, True)
    asked.clear()
    write(topic, User.objects.get(name="Charlie"), "While it is hidden.")
    reader.clock.run_for(60_000)
    assert asked == []
    reader.evaluate(hide, False)
    reader.clock.run_for(2_000)
    expect(line_of(reader)).to_have_text("1 new reply, show")


def test_who_may_not_see_it_any_more_is_not_asked_for(somebody: Any, topic: Discussion) -> None:
    """The page stops asking, and says nothing."""
    reader = somebody()
    asked = questions_of(reader)
    reader.clock.install()
    reader.goto(topic.url)
    topic.audience.kind = "staff"
    topic.audience.save()
    with reader.expect_response(re.compile("/live/")) as told:
        reader.clock.run_for(2_000)
    assert told.value.status == 404
    asked.clear()
    reader.clock.run_for(600_000)
    assert asked == []
    expect(line_of(reader)).to_be_hidden()
