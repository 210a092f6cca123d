"""One set of questions for both engines."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.search.models import Document
from foundation.search.queries import find, find_similar, search, similar
from foundation.search.services.index import index, rebuild, remove
from tests.factories_search import Shelf, only_providers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_kinds() -> Iterator[None]:
    with only_providers():
        yield


def refs(query: str, **more: object) -> list[int]:
    return [hit.ref for hit in search(query, **more)]  # type: ignore[arg-type]  # passed on


def put(ref: int, title: str = "", text: str = "") -> None:
    index("topic", ref, title=title, text=text)


def add_noise() -> None:
    for ref in range(900, 905):
        put(ref, "Quite another matter", "Nothing of interest stands here.")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("The fatigue of infusions", "fatigues infusion"),
        ("She was running", "run"),
        ("Crème brûlée in Zürich", "creme zurich"),
        ("creme in Zurich", "Crème ZÜRICH"),
        ("Straße und Ørsted", "strasse orsted"),
        ("vitamin B12 in 2024", "b12"),
        ("vitamin B12 in 2024", "2024"),
        ("a dose of 2.5 mg", "2.5"),
        ("see www.example.org/help", "example.org"),
        ("a well-known thing", "well-known"),
        ("don\u2019t stop", "don't"),
        ("मुझे थकान होती है", "थकान"),
        ("日本語の文章です", "日本語"),
        ("ผู้ป่วยเหนื่อยล้า", "เหนื่อย"),
        ("Усталость после лечения", "усталость"),
        ("Κούραση και ύπνος", "κουραση"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("naïve café", "NAIVE CAFÉ"),
    ],
)
def test_a_word_is_found_whatever_its_dress(text: str, query: str) -> None:
    add_noise()
    put(1, "A title", text)
    assert refs(query) == [1]


def test_all_words_are_wanted() -> None:
    put(1, "tired hands")
    put(2, "tired feet")
    assert refs("tired hands") == [1]


def test_a_phrase_stands_together() -> None:
    put(1, "", "my neurologist said so")
    put(2, "", "the neurologist of my sister")
    put(3, "ends with my", "neurologist begins")
    assert refs('"my neurologist"') == [1]


def test_an_unwanted_word_keeps_a_document_out() -> None:
    put(1, "tired hands")
    put(2, "tired feet")
    assert refs("tired -feet") == [1]
    assert refs('tired -"tired hands"') == [2]


def test_the_small_words_of_a_question_are_not_asked_for() -> None:
    put(1, "Sleeping in the heat")
    assert refs("how can I sleep with the heat?") == [1]


def test_small_words_alone_are_looked_for() -> None:
    put(1, "The Who")
    assert refs("the who") == [1]


def test_a_word_in_the_title_counts_more() -> None:
    put(1, "Other things", "A word about walking, among many other words that say little.")
    put(2, "Walking", "Something else altogether, with as many words as the other one has.")
    put(3, "Other things", "Also walking, somewhere among the words of a text of this length.")
    assert refs("walking")[0] == 2


def test_newest_goes_by_the_moment_and_not_by_the_place_in_the_index() -> None:
    for ref, year in ((1, 2024), (2, 2026), (3, 2025)):
        index("topic", ref, title="tired", updated_at=datetime(year, 1, 1, tzinfo=UTC))
    assert refs("tired", newest=True) == [2, 3, 1]


def test_a_search_can_be_held_to_kinds() -> None:
    index("topic", 1, title="tired")
    index("article", 1, title="tired")
    index("comment", 7, text="tired")
    hits = search("tired", kinds=["article", "comment"])
    assert {(hit.kind, hit.ref) for hit in hits} == {("article", 1), ("comment", 7)}


def test_the_limit_holds() -> None:
    for ref in range(30):
        put(ref, "tired")
    assert len(refs("tired", limit=7)) == 7


def test_indexing_again_replaces_the_words() -> None:
    put(1, "tired hands", "cold")
    put(1, "warm feet", "cold")
    assert refs("hands") == []
    assert refs("feet") == refs("cold") == [1]
    assert Document.objects.count() == 1


def test_indexing_the_same_says_that_nothing_changed() -> None:
    assert index("topic", 1, title="a", text="b")
    assert not index("topic", 1, title="a", text="b")
    assert index("topic", 1, title="a", text="c")


def test_what_is_removed_is_not_found_and_can_come_back() -> None:
    put(1, "tired")
    put(2, "tired")
    assert remove("topic", 1)
    assert not remove("topic", 1)
    assert refs("tired") == [2]
    put(1, "tired")
    assert sorted(refs("tired")) == [1, 2]


def test_a_document_that_is_rolled_back_is_not_found() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        put(1, "tired")
        raise RuntimeError
    assert refs("tired") == []


def test_rebuilding_changes_nothing_that_can_be_seen() -> None:
    put(1, "tired hands")
    put(2, "tired feet")
    rebuild()
    assert sorted(refs("tired")) == [1, 2]
    put(1, "warm hands")
    assert refs("tired") == [2]


def test_the_database_refuses_a_second_document_for_one_thing() -> None:
    put(1)
    moment = Document.objects.get().updated_at
    with pytest.raises(IntegrityError, match=r"search_document_one_per_thing|UNIQUE|kind"), \
            transaction.atomic():  # fmt: skip
        Document.objects.create(kind="topic", ref=1, updated_at=moment)


HOSTILE = [
    "",
    " ",
    '"',
    '""',
    "'",
    "\x00",
    "*",
    "tired*",
    "NOT",
    "AND OR NOT",
    "NEAR(",
    "NEAR(a b, 5)",
    "(",
    ")",
    "a:b",
    "title:tired",
    "{title} : tired",
    "^tired",
    "tired + hands",
    "-",
    "--",
    "-tired",
    '-"',
    "%",
    "_",
    "';DROP TABLE search_document;--",
    "\\",
    "a\\'b",
    "!",
    "&",
    "|",
    "<->",
    "tired <-> !hands",
    ":*",
    "\ud800",
    "\u200b",
    "\u202e",
    "😀",
    "é" * 5000,
    "a " * 5000,
    '"' * 5000,
    "-a " * 500,
    "a" * 100_000,
    "%s %(x)s {0} {x}",
    "zzq",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_no_query_fails(query: str) -> None:
    put(1, "tired hands", query)
    search(query)
    search(query, kinds=[query], newest=True)
    similar(query)
    put(1, query, query)
    assert remove("topic", 1)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60))
def test_no_mixture_of_signs_fails(query: str) -> None:
    search(query)
    similar(query)


@pytest.mark.parametrize("text", ["日" * 3_000, "word" * 60_000, "a1 " * 60_000, "\u0301" * 999])
def test_a_huge_text_can_be_indexed(text: str) -> None:
    put(1, text[:2_000], text)
    put(1, "short", "tired")
    assert refs("tired") == [1]


def test_a_text_of_many_different_words_fits() -> None:
    put(1, "many", " ".join(f"word{number}" for number in range(40_000)))
    assert refs("word7") == [1]


def test_a_snippet_is_escaped_and_marked() -> None:
    text = "before " * 80 + '<script>alert("x")</script> she felt Tíred & weak ' + "after " * 80
    put(1, "x", text)
    [hit] = search("tired")
    assert "<mark>Tíred</mark>" in hit.snippet_html
    assert "<script>" not in hit.snippet_html
    assert "&lt;script&gt;" in hit.snippet_html
    assert hit.snippet_html.startswith("…")
    assert hit.snippet_html.endswith("…")
    assert len(hit.snippet_html) < 400


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("two infusions", "infusion", "<mark>infusions</mark>"),
        ("日本語です", "日本", "<mark>日</mark><mark>本</mark>"),
        ("<mark>fake</mark>", "fake", "&lt;mark&gt;<mark>fake</mark>&lt;/mark&gt;"),
        ("", "word", ""),
    ],
)
def test_what_is_marked(text: str, query: str, marked: str) -> None:
    put(1, "word " + text, text)
    [hit] = search(query)
    assert marked in hit.snippet_html


def test_similar_finds_by_any_word_and_prefers_more_of_them() -> None:
    add_noise()
    put(1, "Sleeping badly in summer heat")
    put(2, "Heat and travel")
    put(3, "Travel insurance")
    found = [hit.ref for hit in similar("How do you sleep in the heat?")]
    assert found == [1, 2]


def test_similar_has_nothing_to_say_about_small_words() -> None:
    put(1, "How do you do")
    assert similar("how do you do?") == []


def test_what_the_loader_leaves_out_is_not_found() -> None:
    shelf = Shelf("topic")
    shelf.hidden = {1, 3}
    for ref in (1, 2, 3):
        shelf.put(ref, "tired", "a secret canary")
    assert [found.card.url for found in find("visitor", "tired")] == ["/topic/2/"]
    assert len(find("staff", "tired")) == 3
    assert [found.hit.ref for found in find_similar("visitor", "so tired")] == [2]


def test_hidden_things_do_not_push_out_what_may_be_seen() -> None:
    shelf = Shelf("topic")
    shelf.hidden = set(range(100))
    shelf.put(500, "", "tired, said somebody among many other words of no weight")
    for ref in range(100):
        shelf.put(ref, "tired")
    assert [found.hit.ref for found in find("visitor", "tired", limit=1)] == [500]


def test_a_kind_that_nobody_provides_is_not_found() -> None:
    index("ghost", 1, title="tired")
    Shelf("topic").put(1, "tired")
    assert [found.hit.kind for found in find(None, "tired")] == ["topic"]
    assert find(None, "tired", kinds=["ghost"]) == []


def test_the_questions_asked_of_the_database_do_not_grow(
    django_assert_num_queries: object,
) -> None:
    shelf = Shelf("topic")
    for ref in range(40):
        shelf.put(ref, "tired", "text")
    with django_assert_num_queries(2):  # type: ignore[operator]  # the matches, and their words
        find(None, "tired", limit=30)
    assert len(shelf.calls) == 1
