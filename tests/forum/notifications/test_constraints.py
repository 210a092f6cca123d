"""What the database refuses, whoever asks."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from forum.notifications.models import (
    BRANCH,
    DISCUSSION,
    Channel,
    Delivery,
    Notice,
    Preferences,
    Subscription,
    Suppression,
    Window,
)
from tests.factories import make_comment, make_discussion, make_guest, make_member

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def refused(model: type[models.Model], constraint: str, *rows: dict[str, Any]) -> None:
    """The last of the rows breaks the constraint; SQLite names the columns of a unique one."""
    *sound, last = rows
    for row in sound:
        model._default_manager.create(**row)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        model._default_manager.create(**last)
    said = str(caught.value)
    is_unique = "UNIQUE constraint failed" in said and constraint in _unique(model)
    assert constraint in said or is_unique, said


def _unique(model: type[models.Model]) -> list[str]:
    found = model._meta.constraints
    return [one.name for one in found if isinstance(one, models.UniqueConstraint)]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "board"},
        {"kind": "", "title": "A", "url": "/a/"},
        {"kind": "board", "title": "A", "url": ""},
        {"kind": DISCUSSION, "title": "A", "url": "/a/"},
        {"kind": BRANCH},
    ],
)
def test_a_channel_points_down_or_is_named(fields: dict[str, str]) -> None:
    refused(Channel, "channel_points_down_or_is_named", fields)
    named = {"kind": DISCUSSION, "discussion": make_discussion(), "title": "A"}
    refused(Channel, "channel_points_down_or_is_named", named)


def test_a_subscription_is_of_one_person_once_at_a_known_level() -> None:
    alice, gina = make_member("Alice"), make_guest()
    channel = Channel.objects.create(kind="board", title="A", url="/a/")
    base = {"channel": channel, "level": "all"}
    refused(Subscription, "subscription_person_or_guest", base)
    refused(Subscription, "subscription_person_or_guest", base | {"user": alice, "guest": gina})
    refused(Subscription, "subscription_once_per_person", *[base | {"user": alice}] * 2)
    refused(Subscription, "subscription_once_per_guest", *[base | {"guest": gina}] * 2)
    other = make_member("Charlie")
    refused(Subscription, "subscription_level_known", base | {"user": other, "level": "odd"})
    refused(Subscription, "subscription_origin_known", base | {"user": other, "origin": "odd"})


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("preferences_discreet_known", {"discreet": "odd"}),
        ("preferences_digest_known", {"digest": "odd"}),
        ("preferences_quiet_hours", {"quiet_from": 24, "quiet_to": 1}),
        ("preferences_pause_has_an_end", {"paused_at": NOW, "paused_until": NOW}),
    ],
)
def test_preferences_are_sound(constraint: str, fields: dict[str, Any]) -> None:
    refused(Preferences, constraint, {"user": make_member("Alice")} | fields)
    refused(Preferences, "preferences_person_or_guest", {})


def test_a_notice_is_for_one_person_or_guest_once() -> None:
    gina, base = make_guest(), {"kind": "x", "key": "y"}
    refused(Notice, "notice_person_or_guest", base)
    refused(Notice, "notice_once_for_guest", *[base | {"guest": gina}] * 2)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("delivery_status_known", {"status": "odd"}),
        ("delivery_claim_has_an_end", {"claim": "a"}),
        ("delivery_claim_has_an_end", {"claimed_until": NOW}),
        ("delivery_sent_as_a_message", {"status": "sent"}),
        ("delivery_person_or_guest", {"user": None}),
        ("delivery_notice_or_window", {"notice": None}),
    ],
)
def test_a_delivery_is_sound(constraint: str, fields: dict[str, Any]) -> None:
    alice = make_member("Alice")
    notice = Notice.objects.create(user=alice, kind="x", key="y")
    refused(Delivery, constraint, {"user": alice, "notice": notice, "thread": "d1"} | fields)


def test_a_notice_is_delivered_once_and_so_is_a_window() -> None:
    alice = make_member("Alice")
    notice = Notice.objects.create(user=alice, kind="x", key="y", comment=make_comment())
    row = {"user": alice, "notice": notice, "thread": "d1"}
    Delivery.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(**row)


def test_a_window_has_a_length_and_each_is_closed_once() -> None:
    alice = make_member("Alice")
    week = {"user": alice, "kind": "digest", "start": NOW, "end": NOW + timedelta(days=7)}
    refused(Window, "window_has_a_length", week | {"end": NOW})
    refused(Window, "window_kind_known", week | {"kind": "odd"})
    refused(Window, "window_once", week, week | {"end": NOW + timedelta(days=8)})
    refused(Window, "window_ends_once", week | {"start": NOW + timedelta(days=1)})
    refused(Window, "window_person_or_guest", week | {"guest": make_guest()})
    gina = week | {"user": None, "guest": make_guest("Gina", "gina@example.org")}
    refused(Window, "window_once_for_guest", gina, gina | {"end": NOW + timedelta(days=8)})
    refused(Window, "window_ends_once_for_guest", gina | {"start": NOW + timedelta(days=1)})


def test_a_suppression_names_an_address_and_a_reason() -> None:
    refused(Suppression, "suppression_reason_known", {"email_hash": "a", "reason": "odd"})
    refused(Suppression, "suppression_names_an_address", {"email_hash": "", "reason": "bounced"})
    both = {"user": make_member("Alice"), "guest": make_guest()}
    row = {"email_hash": "a", "reason": "bounced"}
    refused(Suppression, "suppression_person_or_guest", row | both)
