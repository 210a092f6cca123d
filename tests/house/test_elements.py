"""Every element and every kind of page draws itself, and a strict parser has nothing to say."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from foundation.branding.avatars import HUES, hue, initials
from foundation.branding.badges import BADGES
from foundation.branding.pager import Pager

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 3, 1, 10, tzinfo=UTC)


class WritingForm(forms.Form):
    body = forms.CharField(label="Your comment", widget=forms.Textarea, help_text="Plain words.")
    email = forms.EmailField(label="E-mail", required=False)
    remember = forms.BooleanField(label="Remember me", required=False, help_text="30 days.")
    reason = forms.ChoiceField(
        label="Reason", widget=forms.RadioSelect, choices=[("a", "Unkind"), ("b", "Advertising")]
    )
    key = forms.CharField(widget=forms.HiddenInput)
    stars = forms.ChoiceField(
        label="How useful was this article?",
        widget=forms.RadioSelect,
        choices=[(str(number), f"{number} stars") for number in range(1, 6)],
    )


def draw(element: str, /, **context: Any) -> str:
    html = render_to_string(f"elements/{element}.html", context)
    parse(
        f"<!doctype html><title>x</title><ol>{html}</ol>" if element == "topic_row" else page(html)
    )
    return " ".join(html.split())


def page(html: str) -> str:
    return f"<!doctype html><html><head><title>x</title></head><body>{html}</body></html>"


def parse(html: str) -> Any:
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def refused() -> WritingForm:
    form = WritingForm({"email": "not-an-address", "key": "", "stars": "9"})
    assert not form.is_valid()
    return form


def test_a_field_says_its_error_first_and_is_described_by_it() -> None:
    html = draw("field", field=refused()["body"])
    assert html.index("id_body_error") < html.index("Plain words.") < html.index("<textarea")
    assert 'aria-describedby="id_body_helptext id_body_error"' in html
    assert 'aria-invalid="true"' in html
    assert "(required)" in html


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "(optional)" in draw("field", field=WritingForm()["email"])


def test_a_group_of_radios_is_a_fieldset_with_a_legend() -> None:
    html = draw("field", field=refused()["reason"])
    assert html.startswith("<fieldset") and "<legend" in html
    assert 'aria-describedby="id_reason_error"' in html


def test_a_checkbox_stands_before_its_words() -> None:
    html = draw("field", field=WritingForm()["remember"])
    assert html.index('type="checkbox"') < html.index("Remember me")


def test_a_hidden_field_is_only_itself() -> None:
    html = draw("field", field=WritingForm()["key"])
    assert html.strip().startswith("<input") and "label" not in html


def test_django_draws_fields_through_the_element() -> None:
    assert "field-label" in WritingForm()["body"].as_field_group()


def test_the_summary_links_to_the_fields_and_escapes() -> None:
    form = refused()
    form.add_error(None, "<b>no</b>")
    html = draw("error_summary", form=form)
    assert 'href="#id_body"' in html and 'href="#field-reason"' in html
    assert "&lt;b&gt;no&lt;/b&gt;" in html
    assert draw("error_summary", form=WritingForm()).strip() == ""


def test_stars_are_radios_with_words() -> None:
    html = draw("stars", field=WritingForm(initial={"stars": "4"})["stars"])
    assert html.count('type="radio"') == 5 and html.count("checked") == 1
    assert "3 stars" in html


@pytest.mark.parametrize(("average", "full"), [(4.3, 4), (0.0, 0), (5.0, 5)])
def test_a_score_is_said_and_drawn(average: float, full: int) -> None:
    html = draw("score", average=average, count=21)
    assert f"{average} of 5, from 21 votes" in html
    assert html.count("is-full") == full


def test_no_votes_are_said() -> None:
    assert "No votes yet" in draw("score", average=None, count=0)


def test_a_button_may_be_a_link_and_says_more_to_those_who_listen() -> None:
    assert draw("button", label="Reply", hidden="to Alice", icon="reply").startswith("<button")
    assert "visually-hidden" in draw("button", label="Reply", hidden="to Alice")
    assert 'href="/x/"' in draw("button", label="Back", href="/x/", kind="quiet")


@pytest.mark.parametrize("level", ["info", "success", "warning", "error"])
def test_an_alert_has_a_word_an_icon_and_a_role(level: str) -> None:
    html = draw("alert", level=level, text="<i>", live=True)
    assert "visually-hidden" in html and "<svg" in html and "role=" in html
    assert "&lt;i&gt;" in html


@pytest.mark.parametrize("kind", BADGES)
def test_a_badge_is_words_and_an_icon(kind: str) -> None:
    html = draw("badge", kind=kind)
    assert str(BADGES[kind].label) in html and f"#{BADGES[kind].icon}" in html


def test_portraits_are_made_of_any_name() -> None:
    assert initials("Rosalind van der Achterberg") == "RA"
    assert initials("june") == "J"
    assert initials("李 小龙") == "李小"
    assert initials("  !! ") == "?"
    assert {hue(f"name {number}") for number in range(99)} == set(range(HUES))
    assert 'aria-hidden="true"' in draw("avatar", name="<Bob>", size="small")
    assert "Bob" in draw("person", name="Bob", url="/people/bob/", badges=["moderator"], meta="x")


def test_pages_are_real_links_and_gaps_are_not() -> None:
    pager = Pager.of(5, 20, lambda number: f"?page={number}", label="Pages", end="The end.")
    assert [link.number for link in pager.links] == [1, None, 4, 5, 6, None, 20]
    html = draw("pager", pager=pager)
    assert 'href="?page=4"' in html and 'rel="next"' in html and 'aria-label="Pages"' in html
    assert html.count('aria-current="page"') == 1
    assert "The end." not in html


def test_a_gap_of_one_page_is_that_page() -> None:
    pager = Pager.of(4, 5, str, label="Pages")
    assert [link.number for link in pager.links] == [1, 2, 3, 4, 5]


def test_the_last_page_says_that_it_ends_and_one_page_has_no_pager() -> None:
    html = draw("pager", pager=Pager.of(1, 1, str, label="Pages", end="The end."))
    assert "<nav" not in html and "The end." in html
    assert Pager.of(99, 3, str, label="Pages").number == 3
    assert Pager.of(-1, 0, str, label="Pages").number == 1


def test_the_smaller_elements_draw_themselves() -> None:
    card: dict[str, Any] = {
        "title": "<T>",
        "url": "/a/",
        "kicker": "K",
        "image_url": "/i.png",
        "image_alt": "A",
    }
    card |= {"text": "x", "published_at": WHEN, "minutes": 1, "comment_count": 2, "byline": "B"}
    assert "&lt;T&gt;" in draw("card", card=card, size="lead", heading=2)
    row: dict[str, Any] = {
        "title": "T",
        "url": "/t/1/",
        "starter": "Alice",
        "comment_count": 1,
        "last_at": WHEN,
    }
    row |= {"is_pinned": True, "is_question": True, "is_waiting": True, "new": "2 new"}
    assert "1 reply" in draw("topic_row", row=row)
    assert "<h2>" in draw(
        "empty", title="None yet", text="Ask.", action_url="/", action_label="Ask"
    )
    assert 'aria-current="page"' in draw("breadcrumbs", crumbs=[("A", "/"), ("B", "")])
    assert 'aria-current="true"' in draw("tabs", tabs=[("A", "/", True)], label="Order")
    assert "mailto:" in draw("share", url="/a/", title="T & T")
    for name in ("composer_tools", "words", "discussion_words", "queue_keys", "reading"):
        assert draw(name, target="id_body")


BLANK = '{% extends "base.html" %}{% block title %}Blank{% endblock %}'


def drawn(viewer: Any, **context: Any) -> str:
    request = RequestFactory().get("/")
    request._viewer = viewer  # type: ignore[attr-defined]  # where Viewer.of keeps it
    html = engines["django"].from_string(BLANK).render({"viewer": viewer, **context}, request)
    parse(html)
    return str(html)


def nobody() -> SimpleNamespace:
    return SimpleNamespace(user=None, is_visitor=True, is_moderator=False, is_editor=False)


def test_a_signed_out_page_is_the_same_for_everybody() -> None:
    html = drawn(nobody())
    assert html == drawn(nobody())
    assert "csrfmiddlewaretoken" not in html and "Sign out" not in html
    assert "Skip to content" in html and '<main id="content"' in html


def test_a_page_draws_itself_where_nobody_is_known() -> None:
    parse(render_to_string("404.html"))
    parse(render_to_string("403.html", {"exception": "<Because>"}))
    assert "&lt;Because&gt;" in render_to_string("403.html", {"exception": "<Because>"})


@pytest.mark.django_db(databases=[])
@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_gravest_pages_ask_nothing_of_the_database(name: str) -> None:
    parse(render_to_string(name))


def test_a_moderator_sees_how_much_waits_and_signs_out_by_post() -> None:
    user = SimpleNamespace(name="Bob", get_absolute_url="/people/bob/")
    viewer = SimpleNamespace(user=user, is_visitor=False, has_queue=True, is_editor=False)
    html = drawn(viewer, queue_count=7, unread_count=0, limits_on_me=[])
    assert re.search(r'class="count">7<', html)
    assert 'method="post"' in html and "csrfmiddlewaretoken" in html
    assert 'href="/desk/"' not in html
