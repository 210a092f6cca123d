"""A moderator ticks some cards, looks at what would happen, decides, and takes all of it back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import make_discussion, make_member, make_moderator
from tests.factories_moderation import make_held
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_several_are_decided_after_a_look_and_taken_back_together(
    script: bool, somebody: Any
) -> None:
    place = make_discussion("Warm days")
    for number in range(3):
        make_held(place, author=make_member(f"Nora {number}"), body=f"Buy this, number {number}.")
    bob = somebody(make_moderator(), script=script)
    bob.goto("/moderation/queue/held/")
    for number in range(2):
        bob.get_by_label(f"Tick, to decide about several: Nora {number}").check()
    bob.get_by_label("Several at once").select_option("reject")
    send(bob, bob.get_by_role("button", name="Look at the ticked ones"))

    expect(bob.get_by_role("heading", level=1)).to_have_text("Do not publish 2 comments")
    expect(bob.get_by_text("They are of 2 people.")).to_be_visible()
    send(bob, bob.get_by_role("button", name="Do this with what is ticked"))
    expect(bob.get_by_role("alert")).to_contain_text("Please choose a reason.")

    bob.get_by_label("Reason").select_option("selling")
    send(bob, bob.get_by_role("button", name="Do this with what is ticked"))
    expect(bob.get_by_text("Decided: Do not publish 2 comments.")).to_be_visible()
    send(bob, bob.get_by_role("button", name="Take all of it back"))
    expect(bob.get_by_text("2 decisions are taken back.")).to_be_visible()
    bob.goto("/moderation/queue/held/")
    expect(bob.locator(".case")).to_have_count(3)
