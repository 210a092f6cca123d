from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from accounts.services import device
from accounts.viewer import Viewer
from tests.factories import (
    make_administrator,
    make_editor,
    make_guest,
    make_member,
    make_moderator,
)

pytestmark = pytest.mark.django_db


def request_with(**cookies: str) -> Any:
    request = RequestFactory().get("/?held=abc")
    request.COOKIES.update(cookies)
    request.user = AnonymousUser()
    return request


def guest_cookie(key: str, remember: bool = False) -> str:
    response = HttpResponse()
    device.set_cookie(response, key, remember=remember)
    return response.cookies["guest"].value


def session_request(user: User) -> Any:
    client = Client()
    client.force_login(user)
    request = request_with(session=client.cookies["session"].value)
    request.session = client.session
    return request


def test_a_visitor_costs_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        viewer = Viewer.of(request_with())
    assert viewer.is_visitor
    assert viewer.held_tokens == ("abc",)


def test_a_guest_is_known_by_their_device_and_looked_up_once(
    django_assert_num_queries: Any,
) -> None:
    gina = make_guest("Gina", device_hash=device.hash_key("key"))
    make_guest("Gus", "gus@example.org", device_hash=device.hash_key("other"))
    request = request_with(guest=guest_cookie("key"))
    with django_assert_num_queries(1):
        viewer = Viewer.of(request)
        assert Viewer.of(request) is viewer
    assert viewer.guest == gina
    assert not viewer.is_visitor
    assert not viewer.is_member


def test_a_member_is_known_by_their_session(django_assert_num_queries: Any) -> None:
    alice = make_member("Alice")
    request = session_request(alice)
    with django_assert_num_queries(2):  # the session and the person
        viewer = Viewer.of(request)
    assert viewer.user == alice
    assert viewer.is_member
    assert not viewer.is_staff


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "x",
        "key",
        "a:b:c",
        signing.dumps(["key", False], salt="another"),
        signing.dumps(["key", False], key="not our key", salt=device.SALT),
        signing.dumps("key", salt=device.SALT),
        signing.dumps({"key": 1}, salt=device.SALT),
        signing.dumps(7, salt=device.SALT),
        "\x00" * 20,
        "x" * 4000,
    ],
    # Signatures hold the time: names of their own, the same in every process of a run.
    ids=[
        "empty",
        "letter",
        "bare key",
        "colons",
        "another salt",
        "another key",
        "text",
        "mapping",
        "number",
        "nul",
        "long",
    ],
)
def test_a_forged_cookie_is_nobody(forged: str, django_assert_num_queries: Any) -> None:
    make_guest("Gina", device_hash=device.hash_key("key"))
    with django_assert_num_queries(0):
        viewer = Viewer.of(request_with(guest=forged))
    assert viewer.is_visitor


def test_an_unknown_session_falls_back_to_nobody() -> None:
    client = Client()
    client.cookies["session"] = "forged"
    response = client.get("/accounts/profile/")
    assert response.status_code == 302


def test_somebody_who_may_no_longer_sign_in_is_nobody() -> None:
    alice = make_member("Alice")
    request = session_request(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert Viewer.of(request).is_visitor


def test_who_is_what() -> None:
    people = (make_member(), make_moderator(), make_editor(), make_administrator())
    viewers = {user.name: Viewer.for_user(user) for user in people}
    rows = {
        name: (seen.is_staff, seen.is_moderator, seen.is_editor, seen.is_administrator)
        for name, seen in viewers.items()
    }
    assert rows == {
        "Alice": (False, False, False, False),
        "Bob": (True, True, False, False),
        "Edith": (True, False, True, False),
        "Ada": (True, True, True, True),
    }
    assert Viewer.nobody().is_visitor
