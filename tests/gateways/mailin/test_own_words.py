"""Quotes and signatures go; what a person wrote never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.mailin.own_words import own_words
from gateways.mailin.reading import read
from tests.gateways.mailin.mails import make_mail, raw_mail

OWN = "I rest before noon.\n\nThat helps."


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "\n\nOn Tue, Jan 15, 2026 at 11:12 AM, X <x@example.org> wrote:\n> Old.\n> More.",
        "\n\nAm Di., 15. Jan. 2026 um 11:12 Uhr schrieb Die Seite <noreply@example.org>:\n> Alt.",
        "\n\nLe mar. 15 janv. 2026 à 11:12, Le site <noreply@example.org> a écrit :\n> Vieux.",
        "\n\n-----Original Message-----\nFrom: The site\nSent: Tuesday\n\nOld text without marks.",
        "\n\n-- \nAdele\n12 Long Road",
        "\n\nSent from my iPhone",
        "\n\nVon meinem iPhone gesendet",
        "\n\n-- \nAdele\n\nOn Tue, Jan 15, 2026 at 11:12 AM, X <x@example.org> wrote:\n> Old.",
        "\n\n##- Write above this line -##\nCharlie wrote: old text",
        "\n\n> ##- Write above this line -##\n> Charlie wrote: old text",
    ],
)
def test_what_is_quoted_or_signed_is_left_out(rest: str) -> None:
    assert own_words(OWN + rest) == OWN


@pytest.mark.parametrize(
    "text",
    [
        "On Tue, Jan 15, 2026 at 11:12 AM, X <x@example.org> wrote:\n\n> Old.\n\nI write below it.",
        "Yes.\n\nOn Tue, Jan 15, 2026 at 11:12 AM, X <x@example.org> wrote:\n> 1\n2\n> 3\n4",
        "> Old.\nI say so below.\n> Older.\nAnd here.",
        "My list:\n\n- one\n- two\n\n---\n\nand the end, which is long enough\n" + "line\n" * 12,
        "-- \nOnly a signature",
        "##- Write above this line -##\nnothing stands above",
        "I said: 5 > 3, and wrote: nothing.",
    ],
)
def test_where_it_is_not_sure_all_of_it_stays(text: str) -> None:
    assert own_words(text) == text.strip()


@given(st.text(alphabet=st.sampled_from("ab >\n-#:wrote OnFrom"), max_size=200))
def test_no_mail_becomes_empty_that_was_not(text: str) -> None:
    assert bool(own_words(text)) == bool(text.strip())


def test_of_html_alone_the_words_are_taken() -> None:
    html = (
        "<div>I rest <b>before</b> noon.</div><blockquote>Old text</blockquote><script>x()</script>"
    )
    mail = read(make_mail(to="x@example.org", text="", html=html))
    assert "I rest before noon." in own_words(mail.text)
    assert "x()" not in mail.text


@pytest.mark.parametrize(
    ("charset", "body", "words"),
    [
        ("utf-8", "Für Ärzte".encode(), "Für Ärzte"),
        ("iso-8859-1", "Für Ärzte".encode("latin-1"), "Für Ärzte"),
        ("us-ascii", "Für Ärzte".encode("cp1252"), "Für Ärzte"),
        ("big5", "您好".encode(), "您好"),
        ("big5", "您好".encode("big5"), "您好"),
        ("iso-2022-jp", "今日は".encode("iso-2022-jp"), "今日は"),
        ("no-such-code", b"plain", "plain"),
    ],
)
def test_words_are_read_in_the_code_they_are_in(charset: str, body: bytes, words: str) -> None:
    assert read(raw_mail("x@example.org", charset, body)).text.strip() == words


def test_what_cannot_be_read_is_not_guessed() -> None:
    assert read(raw_mail("x@example.org", "no-such-code", b"\xff\xfe\x80")).is_unreadable


@given(st.binary(max_size=400))
def test_whatever_comes_something_is_made_of_it(raw: bytes) -> None:
    mail = read(raw)
    assert len(mail.message_hash) == 64
