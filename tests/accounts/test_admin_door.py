"""The operator's lists have no door of their own: people sign in where everybody does."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import make_administrator, make_editor, make_member, make_moderator

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, "accounts.backend.Backend")
    return client


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/accounts/user/"])
def test_signed_out_it_leads_to_the_sites_own_sign_in(client: Client, path: str) -> None:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == "/accounts/login/"


def test_a_password_posted_at_the_old_door_signs_nobody_in(client: Client) -> None:
    ada = make_administrator()
    client.post("/admin/login/", {"username": ada.email, "password": "correct horse"})
    assert "_auth_user_id" not in client.session


def test_who_may_not_enter_is_told_so_without_going_in_circles() -> None:
    for user in (make_member(), make_moderator(), make_editor()):
        answer = signed_in(user).get("/admin/", follow=True)
        assert answer.status_code == 403


def test_an_administrator_enters() -> None:
    assert signed_in(make_administrator()).get("/admin/").status_code == 200
