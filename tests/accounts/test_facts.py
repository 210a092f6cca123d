"""What each page asks of a signed-in person comes with the person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import facts
from accounts.models import Sanction
from accounts.policies import writing_refusal
from accounts.viewer import Viewer
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def test_a_person_comes_with_all_facts_in_one_query(django_assert_num_queries: Any) -> None:
    alice = make_member("Alice")
    with django_assert_num_queries(1):
        found = facts.person(alice.pk)
        assert found == alice
        assert facts.of(found, "limited") is False
        assert facts.of(found, "unread_notices") == 0
        assert facts.of(found, "signs_articles") is False


def test_a_person_read_in_another_way_has_none() -> None:
    assert facts.of(make_member("Alice"), "limited") is None


@pytest.mark.parametrize("over", [False, True])
def test_a_limit_is_a_reason_to_look_closer(over: bool) -> None:
    alice = make_member("Alice")
    now = timezone.now()
    Sanction.objects.create(
        user=alice,
        reason="A rest",
        starts_at=now - timedelta(days=2),
        ends_at=now - timedelta(days=1) if over else None,
    )
    found = facts.person(alice.pk)
    assert found is not None and facts.of(found, "limited") is True
    assert (writing_refusal(Viewer.for_user(found)) is None) is over


def test_nobody_is_nobody() -> None:
    assert facts.person(4711) is None


def test_who_may_no_longer_sign_in_is_signed_out() -> None:
    alice = make_member("Alice")
    client = Client()
    client.force_login(alice)
    alice.is_active = False
    alice.save()
    assert client.get("/notifications/").status_code == 302
