from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.test import Client
from django.utils.functional import Promise

from foundation.branding import settings
from foundation.branding.models import Setting, SitePage
from foundation.branding.services.save_settings import save_settings
from tests.factories import make_administrator, make_editor, make_member, make_moderator

pytestmark = pytest.mark.django_db

DESK = "/desk/settings/"


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "_declared", dict(settings.declared()))
    settings.declare("tests_number", 5, label="A number", group="Tests", minimum=1, maximum=9)
    settings.declare("tests_switch", True, label="A switch", group="Tests")
    settings.declare("tests_choice", "a", label="A choice", group="Tests", choices=("a", "b"))
    settings.declare("tests_name", "x", label="A name", group="Tests", required=True, longest=5)


def posted(**changes: Any) -> dict[str, Any]:
    """The whole form as a browser sends it, with changes."""
    values = {key: settings.get(key) for key in settings.declared()} | changes
    return {key: value for key, value in values.items() if value is not False}


def test_a_setting_has_its_default_until_somebody_sets_it() -> None:
    assert settings.get("tests_number") == 5
    alice = make_administrator("Alice")
    assert settings.set_value("tests_number", 7, by_id=alice.pk)
    assert not settings.set_value("tests_number", 7, by_id=alice.pk)
    assert settings.get("tests_number") == 7
    assert Setting.objects.get().changed_by_id == alice.pk
    assert settings.set_value("tests_number", 5)
    assert not Setting.objects.exists()


def test_a_lazy_default_is_given_as_words() -> None:
    assert not isinstance(settings.get("disclaimer"), Promise)
    assert "does not replace" in settings.get("disclaimer")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tests_number", 0),
        ("tests_number", 10),
        ("tests_number", "many"),
        ("tests_choice", "c"),
        ("tests_name", "  "),
        ("tests_name", "longer"),
    ],
)
def test_a_wrong_value_is_refused(key: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        settings.set_value(key, value)
    assert not Setting.objects.exists()


def test_an_unknown_key_is_a_fault() -> None:
    with pytest.raises(KeyError):
        settings.get("tests_unheard_of")


def test_two_settings_cannot_share_a_key() -> None:
    with pytest.raises(ValueError, match="tests_number"):
        settings.declare("tests_number", 6, label="Another", group="Tests")


def test_a_page_full_of_settings_costs_one_query(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    settings.forget()
    with django_assert_num_queries(1):
        for key in settings.declared():
            settings.get(key)


def test_what_another_process_changed_is_seen_when_the_memory_is_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert settings.get("tests_number") == 5
    Setting.objects.create(key="tests_number", value=8)
    assert settings.get("tests_number") == 5
    monkeypatch.setattr(settings, "fresh_seconds", 0)
    assert settings.get("tests_number") == 8


def test_without_a_database_the_last_known_values_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.set_value("site_name", "Riverside")
    assert settings.get("site_name") == "Riverside"

    def down(*_fields: str) -> None:
        raise OperationalError

    monkeypatch.setattr(Setting.objects, "values_list", down)
    settings.forget()
    assert settings.get("site_name") == "Riverside"


def test_several_settings_are_saved_together_or_not_at_all() -> None:
    by = make_administrator("Alice").pk
    assert save_settings({"tests_number": 6, "tests_switch": True}, by_id=by) == ["tests_number"]
    with pytest.raises(ValidationError):
        save_settings({"tests_number": 7, "tests_choice": "c"}, by_id=by)
    settings.forget()
    assert settings.get("tests_number") == 6


def test_the_database_refuses_a_page_nobody_knows() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SitePage.objects.create(slug="secrets", title="Secrets", body_source="x", body_html="x")


def test_an_administrator_changes_the_site_at_the_desk(client: Client) -> None:
    alice = make_administrator("Alice")
    client.force_login(alice)
    assert b"tests_number" in client.get(DESK).content
    answer = client.post(DESK, posted(site_name="Riverside", tests_switch=False))
    assert (answer.status_code, answer.headers["Location"]) == (303, DESK)
    assert settings.get("site_name") == "Riverside"
    assert settings.get("tests_switch") is False
    assert set(Setting.objects.values_list("key", "changed_by")) == {
        ("site_name", alice.pk),
        ("tests_switch", alice.pk),
    }
    assert b"Riverside" in client.get("/guidelines/").content


def test_a_mistake_at_the_desk_is_shown_and_nothing_is_saved(client: Client) -> None:
    client.force_login(make_administrator("Alice"))
    answer = client.post(DESK, posted(tests_number="99", site_name="Riverside", tagline="Kept"))
    assert answer.status_code == 422
    assert b"data-error-summary" in answer.content
    assert b'href="#id_tests_number"' in answer.content
    assert b'value="Kept"' in answer.content
    assert not Setting.objects.exists()


@pytest.mark.parametrize("make", [make_member, make_moderator, make_editor])
@pytest.mark.parametrize("address", [DESK, "/desk/settings/pages/privacy/"])
def test_nobody_but_an_administrator_sets_the_site(
    client: Client, make: Callable[[str], Any], address: str
) -> None:
    client.force_login(make("Charlie"))
    assert client.get(address).status_code == 403
    assert client.post(address, posted(site_name="Mine")).status_code == 403
    assert not Setting.objects.exists()


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get(DESK)
    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]
