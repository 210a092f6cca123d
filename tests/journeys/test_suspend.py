"""A member is suspended until a date and refused everywhere, with the reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import make_comment, make_moderator
from tests.factories_moderation import make_known
from tests.factories_topics import make_topic
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REASON = "Please be kind to newcomers."


def test_a_suspended_member_can_read_and_write_nothing(script: bool, somebody: Any) -> None:
    topic = make_topic("How do you plan a day?").discussion
    charlie = make_known("Charlie")
    root = make_comment(topic, author=charlie, body="I write lists.")
    rex = somebody(charlie, script=script)
    rex.goto(topic.url)  # the form is open before it happens
    rex.locator("#write textarea").fill("One more thing I wanted to say.")

    bob = somebody(make_moderator(), script=script)
    bob.goto("/moderation/people/charlie/")
    form = bob.locator("#limit-suspension")
    form.locator("summary").click()
    send(bob, form.get_by_role("button", name="Suspend"))
    expect(bob.locator("[data-error-summary]")).to_contain_text("Please choose a date.")
    until = f"{timezone.now() + timedelta(days=7):%Y-%m-%d}"
    form.get_by_label("Until and including").fill(until)
    form.get_by_label("Reason").fill(REASON)
    send(bob, form.get_by_role("button", name="Suspend"))
    expect(bob.get_by_text("Charlie is suspended.")).to_be_visible()

    send(rex, rex.get_by_role("button", name="Send comment"))
    expect(rex.get_by_role("alert")).to_contain_text(REASON)
    expect(rex.get_by_role("alert")).to_contain_text("You cannot write here until")
    expect(rex.get_by_label("Your comment")).to_have_value("One more thing I wanted to say.")
    for address in (topic.url, f"/c/{root.pk}/reply/", "/forum/ask/"):
        rex.goto(address)
        expect(rex.get_by_role("main")).to_contain_text(REASON)
    rex.goto("/notifications/")
    expect(rex.get_by_role("main")).to_contain_text(REASON)

    bob.goto("/moderation/people/charlie/")
    send(bob, bob.get_by_role("button", name="Lift it"))
    rex.goto(topic.url)
    rex.locator("#write textarea").fill("One more thing I wanted to say.")
    send(rex, rex.get_by_role("button", name="Send comment"))
    expect(rex.locator(".comment:target")).to_contain_text("One more thing I wanted to say.")
