from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from foundation.branding import settings
from foundation.branding.models import SitePage
from foundation.branding.models.site_page import Slug
from foundation.branding.services.pages import (
    default_text,
    edit_page,
    forget_unedited,
    history_of,
    page,
)
from tests.factories import make_administrator

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", Slug.values)
def test_each_page_has_a_text_from_the_start_and_sets_no_cookie(client: Client, slug: str) -> None:
    answer = client.get(f"/{slug}/")
    assert answer.status_code == 200
    assert not answer.cookies
    assert len(answer.content) > 2000
    assert "{%" not in answer.content.decode()
    assert "&lt;" not in SitePage.objects.get(slug=slug).body_html


def test_a_second_reader_writes_nothing(client: Client) -> None:
    client.get("/privacy/")
    written = SitePage.objects.get().written_at
    client.get("/privacy/")
    assert SitePage.objects.get().written_at == written


def test_an_address_of_no_page_is_not_found(client: Client) -> None:
    assert client.get("/imprint/").status_code == 404
    client.force_login(make_administrator("Alice"))
    assert client.get("/desk/settings/pages/imprint/").status_code == 404


def test_the_privacy_and_contact_pages_say_how_to_reach_the_owner(client: Client) -> None:
    settings.set_value("contact", "<b>Mill Lane 4</b>")
    for slug in Slug.values:
        shown = "&lt;b&gt;Mill Lane 4" in client.get(f"/{slug}/").content.decode()
        assert shown == (slug in {"privacy", "contact"})


def test_an_administrator_edits_a_page_and_what_is_active_is_taken_out(client: Client) -> None:
    client.force_login(make_administrator("Alice"))
    answer = client.post(
        "/desk/settings/pages/guidelines/",
        {"title": "House rules", "body_source": "**Be kind** <script>alert(1)</script>"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/guidelines/")
    body = SitePage.objects.get(slug="guidelines").body_html
    assert "<strong>Be kind</strong>" in body
    assert "<script" not in body
    assert b"House rules" in client.get("/guidelines/").content


def test_an_empty_page_is_refused_and_the_title_kept(client: Client) -> None:
    client.force_login(make_administrator("Alice"))
    answer = client.post(
        "/desk/settings/pages/guidelines/", {"title": "House rules", "body_source": " "}
    )
    assert answer.status_code == 422
    assert b'value="House rules"' in answer.content
    assert SitePage.objects.get(slug="guidelines").title == "Guidelines"


def test_a_new_release_renews_only_the_pages_nobody_edited() -> None:
    edit_page(page("privacy"), title="Privacy", body_source="Ours", by_id=make_administrator().pk)
    page("guidelines")
    SitePage.objects.update(body_html="<p>old</p>")
    call_command("migrate", verbosity=0)
    assert page("guidelines").body_html != "<p>old</p>"
    assert page("privacy").body_source == "Ours"
    assert forget_unedited() == 1


@pytest.mark.parametrize("slug", Slug.values)
def test_the_texts_are_calm(slug: str) -> None:
    assert "!" not in default_text(slug)


def test_what_a_page_said_stays_and_can_be_put_into_the_form(client: Client) -> None:
    alice = make_administrator("Alice")
    client.force_login(alice)
    before = page("guidelines").body_source
    edit_page(page("guidelines"), title="Rules", body_source="Be kind.", by_id=alice.pk)
    edit_page(page("guidelines"), title="Rules", body_source="Be very kind.", by_id=alice.pk)
    said = [version.body for version in history_of("guidelines")]
    assert said == ["Be very kind.", "Be kind.", before]
    second = history_of("guidelines")[1]
    form = client.get(f"/desk/settings/pages/guidelines/?version={second.pk}").content.decode()
    assert "Be kind.</textarea>" in form
    assert "Alice" in form
