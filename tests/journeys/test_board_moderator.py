"""A member is made a moderator of one board, approves there, and is refused on another."""

from typing import Any

import pytest
from playwright.sync_api import expect

from forum.comments.models import Status
from forum.comments.services.set_status import set_status
from tests.factories import make_administrator, make_comment, make_member
from tests.factories_moderation import case_of, make_known
from tests.factories_topics import make_board, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_who_is_named_for_a_board_approves_there_and_is_refused_elsewhere(
    script: bool, somebody: Any
) -> None:
    sleep, diet = make_board("Sleep"), make_board("Diet")
    alice = make_known("Alice")
    held = {}
    for board, words in ((sleep, "I lie down at noon."), (diet, "I eat late.")):
        place = make_topic(f"What helps with {board.name}?", board=board).discussion
        held[board] = make_comment(place, author=alice, body=words)
        set_status(held[board], Status.HELD, by=None)
    elsewhere = case_of(held[diet]).pk
    ada = somebody(make_administrator(), script=script)
    bea = somebody(make_member("Bea"), script=script)

    bea.goto("/forum/")
    expect(bea.get_by_role("link", name="Moderation")).to_have_count(0)
    ada.goto("/forum/boards/")
    ada.get_by_role("link", name="Sleep").click()
    ada.get_by_label("Name a member").fill("bea")
    ada.get_by_role("button", name="Make a moderator of this board").click()
    expect(ada.get_by_text("Bea moderates this board from now on.")).to_be_visible()

    bea.goto("/forum/")
    bea.get_by_role("link", name="Moderation 1 waiting").click()
    expect(bea.locator(".case")).to_have_count(1)
    case = bea.locator(".case", has_text="I lie down at noon.")
    case.get_by_role("button", name="Approve the comment by Alice").click()
    expect(bea.get_by_text("Decided: Approved.")).to_be_visible()
    bea.goto(held[sleep].discussion.url)
    expect(bea.get_by_text("I lie down at noon.")).to_be_visible()

    bea.goto(held[diet].discussion.url)
    expect(bea.locator("body")).not_to_contain_text("I eat late.")
    expect(bea.get_by_role("link", name="Move or rename")).to_have_count(0)
    answer = bea.goto(f"/moderation/cases/{elsewhere}/")
    assert answer.status == 404
    expect(bea.locator("body")).not_to_contain_text("I eat late.")

    ada.get_by_role("button", name="Remove Bea").click()
    expect(ada.get_by_text("Bea moderates this board no more.")).to_be_visible()
    answer = bea.goto("/moderation/")
    assert answer.status == 403
