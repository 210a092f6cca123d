from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from foundation.branding import moments, settings
from foundation.branding.context import site

MOMENT = datetime(2026, 11, 22, 23, 30, 15, tzinfo=UTC)


def draw(source: str, **values: Any) -> str:
    return Template("{% load site %}" + source).render(Context(values))


def test_a_moment_is_exact_for_the_browser_and_ready_for_the_reader() -> None:
    assert draw("{% moment when %}", when=MOMENT) == (
        '<time datetime="2026-11-22T23:30Z" data-moment="full">22 November 2026, 23:30</time>'
    )
    assert ">22 November 2026<" in draw('{% moment when "date" %}', when=MOMENT)


def test_a_moment_is_told_in_the_zone_and_language_of_the_reader() -> None:
    with timezone.override("Europe/Berlin"), translation.override("de"):
        shown = draw("{% moment when %}", when=MOMENT)
        assert "23" in shown.partition(">")[2]
        assert "00:30" in shown
    with timezone.override("America/Lima"):
        assert "18:30" in draw("{% moment when %}", when=MOMENT)
    assert "23:30" in draw("{% moment when %}", when=MOMENT)


def test_no_moment_is_nothing() -> None:
    assert draw("{% moment when %}", when=None) == ""


def test_a_moment_in_words_alone() -> None:
    assert moments.moment_text(MOMENT, "date") == "22 November 2026"


def test_an_icon_is_hidden_from_readers_unless_it_has_a_label() -> None:
    assert draw('{% icon "flag" %}') == (
        '<svg class="icon icon-flag" aria-hidden="true"><use href="/static/icons.svg#flag"/></svg>'
    )
    labelled = draw('{% icon "flag" label %}', label='Report "this"')
    assert 'role="img" aria-label="Report &quot;this&quot;"' in labelled


@pytest.mark.django_db
def test_a_setting_is_escaped() -> None:
    settings.set_value("site_name", "<b>Bold</b>")
    assert draw('{% site_setting "site_name" %}') == "&lt;b&gt;Bold&lt;/b&gt;"


@pytest.mark.django_db
def test_the_name_of_the_site_is_read_only_where_it_is_printed(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(0):
        context = site(RequestFactory().get("/"))
    assert draw("{{ site_name }}", **context) == "Threadwell"
    settings.set_value("site_name", "<i>R</i>")
    assert draw("{{ site_name }}", **context) == "&lt;i&gt;R&lt;/i&gt;"


def test_an_end_keeps_its_day_and_hour_in_the_browser() -> None:
    shown = draw('{% moment when "until" %}', when=MOMENT)
    assert 'data-moment="until"' in shown
    assert "22 November 2026, 23:30" in shown


@pytest.mark.django_db
def test_a_badge_is_drawn_as_its_element_in_the_language_of_each_reader() -> None:
    drawn = Template('{% load elements %}{% badge "pinned" %}')
    for language in ("en", "de", "en"):
        with translation.override(language):
            asked = {"kind": "pinned"}
            assert drawn.render(Context()) == render_to_string("elements/badge.html", asked)
