"""Two moderators work off one queue at the same time."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import make_discussion, make_member, make_moderator
from tests.factories_moderation import make_held
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_moderators_never_do_the_same_work(script: bool, somebody: Any) -> None:
    place = make_discussion("Warm days")
    for words in ("I rest at noon.", "I walk at six.", "I drink at nine."):
        make_held(place, author=make_member(f"Author of {words}"), body=words)
    bob = somebody(make_moderator(), script=script)
    carol = somebody(make_moderator("Carol"), script=script)

    for person in (bob, carol):
        person.goto("/moderation/queue/held/")
        send(person, person.get_by_role("link", name="One after the other"))
    expect(bob.locator(".case")).to_contain_text("I rest at noon.")
    expect(carol.locator(".case")).to_contain_text("I walk at six.")
    expect(bob.get_by_text("You are looking at this case")).to_be_visible()

    send(bob, bob.get_by_role("button", name="Approve", exact=False).first)
    expect(bob.locator(".case")).to_contain_text("I drink at nine.")
    expect(bob.get_by_text("Decided: Approved.")).to_be_visible()

    # Bob is not sure and asks Carol, who works on something else meanwhile.
    bob.get_by_text("Ask a colleague").click()
    bob.get_by_label("Whom").select_option("carol")
    bob.get_by_label("What would you like to know?").fill("Is this a story or advice?")
    send(bob, bob.get_by_role("button", name="Ask", exact=True))
    expect(bob.get_by_text("Not answered yet")).to_be_visible()
    send(carol, carol.get_by_role("link", name="Back to the list"))
    send(carol, carol.get_by_role("link", name="You are asked (1)"))
    expect(carol.locator(".case")).to_contain_text("Bob is looking at this")
    send(carol, carol.get_by_role("link", name="Waiting since"))
    carol.get_by_label("What do you think?").fill("A story.")
    send(carol, carol.get_by_role("button", name="Give your opinion"))

    # Carol decides, though Bob has the case open; Bob's decision comes second and changes nothing.
    send(carol, carol.get_by_role("button", name="Approve", exact=False).first)
    expect(carol.get_by_text("Decided: Approved.")).to_be_visible()
    send(bob, bob.get_by_role("button", name="Spam", exact=False).first)
    expect(bob.get_by_text("Carol has decided this already: Approved")).to_be_visible()
