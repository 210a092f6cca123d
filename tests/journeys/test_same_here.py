"""Saying "same here" and "helpful", with an account and without one."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import make_comment
from tests.factories_moderation import make_known
from tests.factories_topics import make_topic
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_visitor_and_a_member_say_same_here_and_helpful(script: bool, somebody: Any) -> None:
    topic = make_topic("How do you plan a day?").discussion
    make_comment(topic, author=make_known("Charlie"), body="I rest at noon.")
    for person in (somebody(script=script), somebody(make_known("Dora"), script=script)):
        person.goto(topic.url)
        question = person.locator(".opening .comment")
        send(person, question.get_by_role("button", name="Same here"))
        answer = person.locator(".comment", has_text="I rest at noon.")
        send(person, answer.get_by_role("button", name="Helpful"))
        expect(person.locator(".comment:target")).to_contain_text("I rest at noon.")
        pressed = answer.get_by_role("button", name="Helpful", pressed=True)
        expect(pressed).to_be_visible()
    expect(answer.locator(".count")).to_have_text("2")
    expect(question.locator(".count")).to_have_text("2")

    send(person, pressed)
    expect(answer.locator(".count")).to_have_text("1")
    expect(answer.get_by_role("button", name="Helpful", pressed=False)).to_be_visible()
