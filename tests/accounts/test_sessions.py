"""Sessions are read by a statement of ours, and mean what Django's mean."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.sessions import SessionStore
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def test_a_session_keeps_what_was_put_in() -> None:
    kept = SessionStore()
    kept["word"] = "thread"
    kept.save()
    assert SessionStore(kept.session_key)["word"] == "thread"


def test_a_session_that_is_over_signs_nobody_in() -> None:
    client = Client()
    client.force_login(make_member("Alice"))
    assert client.get("/notifications/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/notifications/").status_code == 302


@pytest.mark.parametrize("key", ["", "nothing", "x" * 200])
def test_an_unknown_session_is_empty_and_takes_a_key_of_its_own(key: str) -> None:
    unknown = SessionStore(key)
    assert not unknown.get("word")
    assert unknown.session_key is None
