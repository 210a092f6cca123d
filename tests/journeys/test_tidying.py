"""A moderator tidies up: takes something out, splits, merges, and finds more of the same spam."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import make_comment, make_discussion, make_member, make_moderator
from tests.factories_moderation import make_held, make_known
from tests.factories_topics import make_board, make_topic
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_telephone_number_is_taken_out_and_readers_see_that_it_was(
    script: bool, somebody: Any
) -> None:
    place = make_topic("Warm days").discussion
    comment = make_comment(place, author=make_known("Nora"), body="Call me on 020 7946 0018, do.")
    bob = somebody(make_moderator(), script=script)
    bob.goto(f"/moderation/comments/{comment.pk}/redact/")
    send(bob, bob.get_by_role("button", name="Take something out"))
    expect(bob.get_by_role("alert")).to_be_visible()
    bob.get_by_label("What should be taken out").fill("020 7946 0018")
    bob.get_by_label("Reason").select_option("personal")
    send(bob, bob.get_by_role("button", name="Take something out"))

    reader = somebody(script=script)
    reader.goto(f"/c/{comment.pk}/")
    drawn = reader.locator(f"#c-{comment.pk}")
    expect(drawn).to_contain_text("Call me on")
    expect(drawn).not_to_contain_text("7946")
    expect(drawn).to_contain_text("[removed by a moderator: personal data]")


def test_a_side_conversation_becomes_a_topic_and_old_addresses_lead_there(
    script: bool, somebody: Any
) -> None:
    make_board("Travel")
    topic = make_topic("How do you sleep?", board=make_board("Everyday life"))
    side = make_comment(topic.discussion, author=make_known("Nora"), body="And on the train?")
    reply = make_comment(parent=side, author=make_known("Olga"), body="With a window seat.")
    bob = somebody(make_moderator(), script=script)
    bob.goto(f"/c/{side.pk}/split/")
    bob.get_by_label("Title").fill("Sleeping on the train")
    bob.get_by_label("Board").select_option("Travel")
    send(bob, bob.get_by_role("button", name="Show what it would do"))
    expect(bob.locator("main")).to_contain_text("2 comments go there, written by 2 people.")
    send(bob, bob.get_by_role("button", name="Make it a topic"))
    expect(bob.get_by_role("heading", level=1)).to_have_text("Sleeping on the train")

    reader = somebody(script=script)
    reader.goto(f"/c/{reply.pk}/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Sleeping on the train")
    expect(reader.locator(f"#c-{reply.pk}")).to_contain_text("With a window seat.")
    reader.goto(topic.get_absolute_url())
    stub = reader.get_by_role("link", name="as a topic of its own")
    with reader.expect_navigation():
        stub.first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Sleeping on the train")


def test_a_question_asked_twice_is_merged_after_a_look(script: bool, somebody: Any) -> None:
    first = make_topic("How do you sleep?", board=make_board("Everyday life"))
    again = make_topic("How do you all sleep?", board=first.board)
    answer = make_comment(again.discussion, author=make_known("Nora"), body="With the window open.")
    bob = somebody(make_moderator(), script=script)
    bob.goto(f"/t/{again.pk}/merge/")
    bob.get_by_label("Into which topic?").fill("nowhere")
    send(bob, bob.get_by_role("button", name="Show what it would do"))
    expect(bob.get_by_role("alert")).to_be_visible()
    bob.get_by_label("Into which topic?").fill(first.get_absolute_url())
    send(bob, bob.get_by_role("button", name="Show what it would do"))
    expect(bob.get_by_role("heading", level=1)).to_have_text("Merge these two?")
    send(bob, bob.get_by_role("button", name="Merge them"))

    reader = somebody(script=script)
    reader.goto(again.get_absolute_url())
    expect(reader.get_by_role("heading", level=1)).to_have_text("How do you sleep?")
    expect(reader.locator(f"#c-{answer.pk}")).to_contain_text("With the window open.")


def test_from_one_advertisement_the_others_are_found_and_go_together(
    script: bool, somebody: Any
) -> None:
    place = make_discussion("Warm days")
    words = "Great pills for warm days at best-pills.example, order your pills now."
    held = [
        make_held(place, author=make_member(f"Seller {letter}"), body=f"{words} {letter}")
        for letter in "ABC"
    ]
    make_held(place, author=make_member("Nora"), body="I keep a diary of hot days.")
    bob = somebody(make_moderator(), script=script)
    bob.goto("/moderation/queue/held/")
    case = bob.locator(".case", has_text="pills now. A")
    send(bob, case.get_by_role("link", name="Find similar ones"))
    expect(bob.locator("main")).to_contain_text("From the last seven days.")
    expect(bob.locator("main")).not_to_contain_text("I keep a diary")
    send(bob, bob.get_by_role("button", name="Do this with what is ticked"))
    bob.goto("/moderation/queue/held/")
    expect(bob.locator(".case")).to_have_count(1)
    for comment in held:
        comment.refresh_from_db()
        assert comment.status == "spam"
