"""What robots.txt asks of machines, and who decides it."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from foundation.branding import settings as site_settings
from foundation.branding.robots import TRAINING, names_fault, rules_fault
from tests.factories import make_administrator

pytestmark = pytest.mark.django_db


def read() -> RobotFileParser:
    answer = Client().get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    parser = RobotFileParser()
    parser.parse(answer.content.decode().splitlines())
    return parser


def test_by_default_search_engines_may_and_collectors_of_text_may_not() -> None:
    rules = read()
    assert rules.can_fetch("Googlebot", "/articles/heat/")
    assert rules.can_fetch("Googlebot", "/c/12/thread/")
    for path in ("/accounts/login/", "/admin/", "/desk/", "/moderation/", "/search/?q=x"):
        assert not rules.can_fetch("Googlebot", path)
    for name in TRAINING:
        assert not rules.can_fetch(name, "/articles/heat/"), name


def test_collectors_of_text_may_be_let_in() -> None:
    site_settings.set_value("robots_training", True)
    assert read().can_fetch("GPTBot", "/articles/heat/")
    assert not read().can_fetch("GPTBot", "/desk/")


def test_their_names_are_a_list_one_can_change() -> None:
    site_settings.set_value("robots_training_names", "NewBot\nOther-Bot/2.0")
    rules = read()
    assert not rules.can_fetch("NewBot", "/")
    assert rules.can_fetch("GPTBot", "/")


def test_a_site_may_ask_to_be_left_alone() -> None:
    site_settings.set_value("robots_search", False)
    assert not read().can_fetch("Googlebot", "/")


def test_further_groups_stand_as_they_were_written() -> None:
    groups = "User-agent: SlowBot\nUser-agent: SlowerBot\nCrawl-delay: 30\nDisallow: /tags/\n"
    site_settings.set_value("robots_groups", groups + "User-agent: Bad\nDisallow: /")
    rules = read()
    assert str(rules.crawl_delay("SlowerBot")) == "30"
    assert not rules.can_fetch("SlowBot", "/tags/heat/")
    assert rules.can_fetch("SlowBot", "/articles/heat/")
    assert not rules.can_fetch("Bad", "/articles/heat/")
    assert rules.can_fetch("Googlebot", "/articles/heat/")


@pytest.mark.parametrize(
    "text",
    [
        "Disallow: /",
        "User-agent: A\nDisallow: no slash",
        "User-agent: A\nSitemap: https://evil.example/",
        "User-agent: A\nDisallow: /a b",
        "User-agent: A\n<script>",
        "User-agent: A\nCrawl-delay: soon",
        "User-agent: \nDisallow: /",
        "# hidden \x00",
    ],
)
def test_a_line_that_is_no_rule_is_refused_with_a_sentence(text: str) -> None:
    assert rules_fault(text)
    with pytest.raises(ValidationError):
        site_settings.set_value("robots_groups", text)


@pytest.mark.parametrize("text", ["Good Bot", "Bot/2.0 (x", "Disallow: /", "a\tb", "Bot\u202e"])
def test_a_name_is_a_name(text: str) -> None:
    assert bool(names_fault(text)) is (text != "Good Bot")


def test_an_administrator_sets_them_at_the_desk() -> None:
    ada = Client()
    ada.force_login(make_administrator())
    page = ada.get("/desk/settings/").content.decode()
    for name in ("robots_groups", "robots_training", "robots_search", "pages_a_minute"):
        assert f'name="{name}"' in page
    form = {key: str(site_settings.get(key)) for key in site_settings.declared()}
    answer = ada.post("/desk/settings/", form | {"robots_groups": "Disallow: /"})
    assert answer.status_code == 422
    assert "Rules begin with a line" in answer.content.decode()
