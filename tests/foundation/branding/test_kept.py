"""Pieces of pages that are the same for many are drawn once."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from foundation.branding import kept, settings

pytestmark = pytest.mark.django_db

PIECE = Template('{% load site %}{% kept "greeting" who %}{{ said.pop }}{% endkept %}')


def draw(said: list[str], who: object = "") -> str:
    return PIECE.render(Context({"said": said, "who": who}))


def test_a_piece_is_drawn_once_for_the_same_facts() -> None:
    said = ["second", "first"]
    assert draw(said) == draw(said) == "first"


def test_other_facts_make_another_piece() -> None:
    said = ["for Bob", "for Ada"]
    assert draw(said, "Ada") == "for Ada"
    assert draw(said, "Bob") == "for Bob"


def test_another_language_makes_another_piece() -> None:
    said = ["auf Deutsch", "in English"]
    assert draw(said) == "in English"
    with translation.override("de"):
        assert draw(said) == "auf Deutsch"


def test_a_changed_setting_makes_it_old() -> None:
    said = ["after", "before"]
    assert draw(said) == "before"
    settings.set_value("site_name", "Another name")
    assert draw(said) == "after"


def test_without_a_fact_nothing_is_kept() -> None:
    said = ["second", "first"]
    assert draw(said, None) == "first"
    assert draw(said, None) == "second"


def test_memory_is_bounded() -> None:
    said = ["x"] * (kept.MOST + 50)
    for number in range(kept.MOST + 50):
        draw(said, number)
    assert len(kept._pieces) == kept.MOST


def test_another_time_zone_makes_another_piece() -> None:
    said = ["in Tokyo", "at home"]
    assert draw(said) == "at home"
    with timezone.override("Asia/Tokyo"):
        assert draw(said) == "in Tokyo"
