from collections.abc import Iterator

import pytest
from django.test import Client

from foundation.search import registry
from tests.factories_search import Shelf, only_providers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_kinds() -> Iterator[None]:
    kept = list(registry._viewer_of)
    registry.identify(lambda request: "visitor")
    with only_providers():
        yield
    registry._viewer_of[:] = kept


def page(client: Client, **query: str | int) -> str:
    response = client.get("/search/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_search_shows_the_box(client: Client) -> None:
    html = page(client)
    assert 'name="q"' in html
    assert "Nothing found" not in html


def test_results_stand_in_groups_in_order_with_counts(client: Client) -> None:
    topics = Shelf("topic", label="Topics", order=2)
    articles = Shelf("article", label="Articles", order=1)
    for ref in range(7):
        topics.put(ref, "tired hands", "so tired")
    articles.put(1, "tired")
    html = page(client, q="tired")
    assert html.index("Articles") < html.index("Topics")
    assert "1 result<" in html
    assert "7 results<" in html
    assert html.count('href="/topic/') == 5
    assert "All results in Topics" in html
    assert "<mark>tired</mark>" in html


def test_one_kind_can_be_paged_through(client: Client) -> None:
    shelf = Shelf("topic", label="Topics")
    for ref in range(45):
        shelf.put(ref, "tired")
    first = page(client, q="tired", kind="topic")
    third = page(client, q="tired", kind="topic", page=3)
    assert first.count('href="/topic/') == 20
    assert third.count('href="/topic/') == 5
    assert "kind=topic&amp;page=2" in first


def test_what_may_not_be_seen_is_neither_shown_nor_counted(client: Client) -> None:
    shelf = Shelf("topic", label="Topics")
    shelf.hidden = {1, 2}
    for ref in (1, 2, 3):
        shelf.put(ref, "tired", f"canary{ref}")
    html = page(client, q="tired")
    assert "1 result<" in html
    assert "canary3" in html
    assert "canary1" not in html
    hidden = page(client, q="canary1")
    assert "Nothing found" in hidden
    assert "/topic/1/" not in hidden


def test_nothing_found_leads_to_asking_with_the_title_filled(client: Client) -> None:
    shelf = Shelf("topic", label="Topics")
    shelf.put(1, "Sleeping in the heat")
    html = page(client, q="sleeping & zeppelins")
    assert 'href="/forum/ask/?title=sleeping+%26+zeppelins"' in html
    assert "These hold some of your words" in html
    assert 'href="/topic/1/"' in html


def test_a_signed_out_search_sets_no_cookie(client: Client) -> None:
    Shelf("topic").put(1, "tired")
    response = client.get("/search/", {"q": "tired"})
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"q": '"><script>alert(1)</script>'},
        {"q": "tired", "kind": "nothing"},
        {"q": "tired", "kind": "topic", "page": "99999999999999999999"},
        {"q": "tired", "kind": "topic", "page": "-1"},
        {"q": "tired", "kind": "topic", "page": "²"},
        {"q": "tired", "order": "'"},
        {"q": "a" * 5000},
    ],
)
def test_no_parameter_breaks_the_page(client: Client, query: dict[str, str]) -> None:
    Shelf("topic").put(1, "tired")
    assert "<script>alert" not in page(client, **query)


def test_the_page_only_reads(client: Client) -> None:
    assert client.post("/search/", {"q": "tired"}).status_code == 405


def test_the_page_asks_the_database_a_fixed_number_of_questions(
    client: Client, django_assert_max_num_queries: object
) -> None:
    for kind in ("topic", "article", "comment"):
        shelf = Shelf(kind)
        for ref in range(30):
            shelf.put(ref, "tired", "text")
    client.get("/search/", {"q": "tired"})
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # two a kind, and the frame
        client.get("/search/", {"q": "tired"})
