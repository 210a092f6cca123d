"""Guests hear what was decided about them: at a confirmed address, and on their private page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import GuestAddress
from accounts.services import guest_links
from forum.moderation.services import sanctions
from forum.notifications.models import Notice
from tests.factories import make_comment, make_guest, make_moderator
from tests.factories_mail import html_of, make_confirmed_guest, post_all

pytestmark = pytest.mark.django_db
REASON = "Please be kind to newcomers."


def test_a_suspended_guest_reads_the_reason_the_end_and_the_way_to_object(client: Client) -> None:
    gina = make_confirmed_guest()
    make_comment(guest=gina)
    until = timezone.now() + timedelta(days=7)
    sanctions.limit(gina, "suspension", by=make_moderator(), until=until, reason=REASON)
    [message] = post_all()
    assert message.to == ["gina@example.org"]
    assert "You cannot write here until" in message.body
    assert REASON in message.body
    page_url = guest_links.url_of(gina)
    assert page_url in message.body
    assert page_url in html_of(message)
    assert "Bob" not in message.body
    page = client.get(page_url).content.decode()
    assert "You cannot write here at the moment" in page
    assert REASON in page
    objection = page.split('href="/appeal/')[1].split('"')[0]
    assert client.get(f"/appeal/{objection}").status_code == 200


@pytest.mark.parametrize("kind", ["warning", "review"])
def test_a_warned_guest_hears_too_and_hears_when_it_is_over(kind: str) -> None:
    gina, bob = make_confirmed_guest(), make_moderator()
    until = None if kind == "warning" else timezone.now() + timedelta(days=7)
    sanctions.limit(gina, kind, by=bob, until=until, reason=REASON)
    [first] = post_all()
    assert "Moderators decided something about you" in first.body
    sanctions.lift(gina, by=bob)
    assert "You can write here again" in post_all()[1].body


def test_nothing_goes_to_an_address_that_was_only_typed() -> None:
    gina = make_guest()
    until = timezone.now() + timedelta(days=7)
    sanctions.limit(gina, "suspension", by=make_moderator(), until=until, reason=REASON)
    assert post_all() == []
    assert not Notice.objects.exists()


def test_an_address_that_is_no_longer_the_guests_gets_no_mail_that_was_queued() -> None:
    gina = make_confirmed_guest()
    until = timezone.now() + timedelta(days=7)
    sanctions.limit(gina, "suspension", by=make_moderator(), until=until, reason=REASON)
    GuestAddress.objects.filter(guest=gina).update(confirmed_at=None)
    assert post_all() == []


def test_what_is_lifted_before_the_mail_went_is_told_to_nobody() -> None:
    gina, bob = make_confirmed_guest(), make_moderator()
    until = timezone.now() + timedelta(days=7)
    sanctions.limit(gina, "suspension", by=bob, until=until, reason=REASON)
    sanctions.lift(gina, by=bob)
    assert post_all() == []
    assert not Notice.objects.exists()


def test_the_private_page_of_a_guest_nobody_decided_about_says_nothing(client: Client) -> None:
    gina = make_confirmed_guest()
    make_comment(guest=gina)
    page = client.get(guest_links.url_of(gina)).content.decode()
    assert "What moderators decided" not in page
