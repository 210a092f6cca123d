"""Who is named with an @: found in words, drawn as a link to somebody who is there."""

import pytest

from foundation.text import find_links, handles_named, mentions, render_markdown


@pytest.fixture(autouse=True)
def two_people(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {"mim": "/people/mim/", "bob-ferris": "/people/bob-ferris/"}
    monkeypatch.setattr(
        mentions, "_asked", [lambda handles: {n: pages[n] for n in handles if n in pages}]
    )


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("@mim reply", ["mim"]),
        ("Thank you, @Mim.", ["mim"]),
        ("(@mim) and @bob-ferris, @mim again", ["mim", "bob-ferris"]),
        ("の@mimに", []),  # a letter follows: it may be another name
        ("to @mim\n@bob-ferris", ["mim", "bob-ferris"]),
        ("write to mim@example.org or @mim@example.org", []),
        ("@https://example.org and @_@", []),
        ("@miméro", []),
        ("`@mim` and [@mim](https://example.org)", []),
        ("> @mim said", ["mim"]),
        ("no one", []),
    ],
)
def test_handles_are_found_in_the_words_of_a_comment(text: str, handles: list[str]) -> None:
    assert handles_named(text) == handles


def test_somebody_who_is_there_becomes_a_link_and_others_stay_words() -> None:
    html = render_markdown("**@Mim** and @nobody", "comment")
    assert '<strong><a href="/people/mim/"' in html
    assert ">@Mim</a></strong> and @nobody" in html


def test_nothing_is_linked_in_code_in_links_or_in_articles() -> None:
    assert "/people/" not in render_markdown("`@mim` [x @mim](https://a.example)", "comment")
    assert "/people/" not in render_markdown("@mim", "article")


def test_a_name_is_no_link_for_the_rules_that_count_links() -> None:
    assert find_links("@mim and @bob-ferris") == []


def test_whoever_names_more_than_ten_names_ten() -> None:
    text = " ".join(f"@one{number}" for number in range(30))
    assert len(handles_named(text)) == mentions.MOST


def test_nobody_is_asked_about_where_nobody_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handles: object) -> dict[str, str]:
        raise AssertionError(handles)

    monkeypatch.setattr(mentions, "_asked", [fail])
    render_markdown("I rest at noon, me@example.org.", "comment")


def test_hostile_names_stay_text() -> None:
    html = render_markdown('@mim"><script>alert(1)</script> @<b>x</b>', "comment")
    assert "<script" not in html
    assert "<b>" not in html


def test_a_text_of_nothing_but_names_takes_no_time_to_speak_of() -> None:
    html = render_markdown("@mim " * 2_000, "comment")
    assert html.count("<p>") >= 1
