"""Every page of this floor is well-formed, has one main heading and no id twice."""

import itertools
import re

import html5lib
import pytest
from django.test import Client

from tests.articles.test_reading import PAGES, make_full_article, text_of
from tests.factories import make_comment, make_editor
from tests.factories_articles import make_article, make_board, make_draft, make_tag, make_topic

pytestmark = pytest.mark.django_db


def check(page: str, address: str) -> None:
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids)), f"{address}: an id stands twice"
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert levels.count(1) == 1, address
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), (
        f"{address}: {levels}"
    )
    for label in re.findall(r'<label[^>]* for="([^"]+)"', page):
        assert label in ids, f"{address}: the label for {label} names nothing"
    assert "<title>" in page and "<title> ·" not in page, address


def test_the_pages_of_readers_are_well_formed() -> None:
    topic = make_topic("Does heat pass?", board=make_board(), tags=["heat"])
    article = make_full_article(inspired_by=topic)
    make_comment(article.discussion)
    make_article("Another one", tags=[make_tag("heat")])
    editor = Client()
    editor.force_login(make_editor())
    for address in PAGES:
        for client in (Client(), editor):
            check(text_of(client.get(address)), address)
    visitor = Client()
    for stars in ("2", "5", "9"):
        answer = visitor.post("/articles/heat-and-nerves/rate/", {"stars": stars}, follow=True)
        check(text_of(answer), f"rated {stars}")
    check(text_of(visitor.post("/articles/heat-and-nerves/feedback/", {"text": ""})), "feedback")


def test_the_empty_pages_are_well_formed() -> None:
    editor = Client()
    editor.force_login(make_editor())
    for address in ("/", "/articles/", "/series/"):
        check(text_of(Client().get(address)), address)
        check(text_of(editor.get(address)), address)


def test_the_pages_of_the_desk_are_well_formed() -> None:
    editor = Client()
    editor.force_login(make_editor())
    addresses = (
        "/desk/",
        "/desk/articles/new/",
        "/desk/series/",
        "/desk/series/new/",
        "/desk/authors/",
        "/desk/authors/new/",
        "/desk/tags/",
        "/desk/tags/new/",
        "/desk/pictures/",
        "/desk/feedback/",
    )
    for address in addresses:
        check(text_of(editor.get(address)), address)
    published, draft = make_full_article(), make_draft()
    filled = (
        *addresses,
        "/desk/?state=published",
        f"/desk/articles/{published.pk}/",
        f"/desk/articles/{draft.pk}/",
        f"/desk/articles/{published.pk}/preview/",
        f"/desk/articles/{draft.pk}/preview/",
        f"/desk/series/{published.series_id}/",
        f"/desk/pictures/{published.lead_picture_id}/",
    )
    for address in filled:
        check(text_of(editor.get(address)), address)
    check(text_of(editor.post(f"/desk/articles/{draft.pk}/schedule/", {})), "schedule")
    check(text_of(editor.post(f"/desk/articles/{draft.pk}/preview/", {})), "preview")
    check(text_of(editor.post("/desk/pictures/new/", {})), "picture")
