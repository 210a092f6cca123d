"""The attacker reads every kind of file, and its eye sees what is active and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.attack import forms, payloads, run
from tests.attack.payloads import Corpus, Payload
from tests.attack.sender import Answer

HTML = {"content-type": "text/html; charset=utf-8"}
RUNS = "<img src=x onerror=alert(1)>"


def page(body: str, **headers: str) -> Answer:
    return Answer("GET", "/", 200, HTML | headers, f"<!doctype html><title>t</title>{body}")


def test_every_kind_of_file_gives_its_payloads(tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_text("one\n\n<b>two</b>\r\none\n")
    (tmp_path / "array.json").write_text(json.dumps(["three", ["four"]]))
    (tmp_path / "sanitizer.dat").write_text(json.dumps([{"input": "five", "output": ""}]))
    (tmp_path / "tree.dat").write_text("#data\nsix\n#errors\n#data\nseven\n#errors\n")
    (tmp_path / "vectors.xml").write_text("<xss><code>&lt;eight&gt;</code></xss>")
    (tmp_path / "whole.test").write_text("nine\nten")
    corpus = payloads.read(tmp_path)
    assert {payload.text for payload in corpus.payloads} == {
        "one", "<b>two</b>", "three", "four", "five", "six", "seven", "<eight>", "nine\nten",
    }  # fmt: skip
    assert (corpus.files, corpus.read) == (6, 10)


def test_a_file_that_is_too_large_is_named(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(b"a" * (payloads.LONGEST_FILE + 1))
    assert payloads.read(tmp_path).skipped == [str(tmp_path / "big.txt")]


@pytest.mark.parametrize(
    ("text", "capable"),
    [
        ("<script>alert(1)</script>", True),
        (RUNS, True),
        ('<a href="javascript:alert(1)">', True),
        ("<iframe src=//e>", True),
        ("plain words", False),
        ("<b>bold</b>", False),
    ],
)
def test_what_is_meant_to_run_is_told_apart(text: str, capable: bool) -> None:
    assert Payload(0, "", text).is_capable is capable


def test_further_pages_of_a_list_are_found() -> None:
    html = (
        '<a href="?page=2#comments">2</a> <a href="/other/?page=3"> <a href="/t/1/?from=7&amp;x=1">'
    )
    assert list(run.following("/t/1/?page=1", html)) == ["/t/1/?page=2", "/t/1/?from=7&x=1"]


def test_the_fields_an_answer_finds_fault_with_are_read() -> None:
    answer = page('<input name="title" aria-invalid="true"><textarea name="body"></textarea>')
    tally = run.Tally("f", 2, pages=[(Payload(0, "", ""), answer)])
    assert run.wrong_fields(tally) == {"title"}


@pytest.fixture
def window() -> Iterator[Any]:
    # In a thread of its own: Playwright's own plugin may hold a loop in this one.
    from concurrent.futures import ThreadPoolExecutor

    from tests.attack.browser import browser

    with ThreadPoolExecutor(max_workers=1) as thread:
        opened = browser("http://127.0.0.1:9")
        yield lambda ask: thread.submit(ask, thread.submit(opened.__enter__).result()).result()
        thread.submit(opened.__exit__, None, None, None).result()


ACTIVE = [
    "<script>1</script>",
    '<script src="https://evil.example/x.js"></script>',
    RUNS,
    '<a href=" java\tscript:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<form action="https://evil.example/"></form>',
    "<iframe></iframe>",
    '<meta http-equiv="refresh" content="9">',
    "<style>p{}</style>",
    "<p style='color:red'>",
    '<img src="https://evil.example/x.png">',
    "<template><script>1</script></template>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
]
QUIET = [
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    '<a href="https://elsewhere.example/" rel="ugc nofollow">x</a>',
    '<input value="javascript:alert(1)">',
    '<script type="application/ld+json">{"a": 1}</script>',
    '<script src="/static/reader.js" type="module"></script>',
    '<svg class="icon"><use href="/static/icons.svg#heart"/></svg>',
]


@pytest.mark.browser
def test_the_eye_sees_what_is_active_and_nothing_else(window: Any) -> None:
    answers = [page(body) for body in (*ACTIVE, *QUIET)]

    def look(eye: Any) -> tuple[list[Any], list[Any], Any, Any, bool, bool]:
        strict = {"content-security-policy": "default-src 'none'"}
        return (
            eye.parse(answers),
            [eye.open(answer) for answer in answers],
            eye.open(page(RUNS)),
            eye.open(page("<script>1</script>", **strict)),
            eye.control('" onfocus=alert(1) autofocus x="'),
            eye.control("only words"),
        )

    parsed, opened, ran, stopped, sharp, blunt = window(look)
    for way in (parsed, opened):
        assert [seen.is_active for seen in way] == [True] * len(ACTIVE) + [False] * len(QUIET)
    assert ran.dialogs == ["1"]
    assert stopped.violations
    assert (sharp, blunt) == (True, False)


def test_an_attack_fails_when_anything_is_active_or_broken_or_unproven() -> None:
    from tests.attack.browser import Seen

    quiet = run.Report(Corpus([], 0, 0, []), capable=10, control=9, is_whole=True)
    assert quiet.is_clean
    for change in (
        {"active": [Seen("/", nodes=["script"])]},
        {"faults": ["500 at POST /"]},
        {"broken": ["/: hung"]},
        {"control": 8},
        {"is_whole": False},
    ):
        facts: dict[str, Any] = {"capable": 10, "control": 9, "is_whole": True} | change
        assert not run.Report(Corpus([], 0, 0, []), **facts).is_clean
    told = run.summary(run.Report(Corpus([], 0, 0, []), active=[Seen("/t/1/", dialogs=["1"])]))
    assert "1 dialog, on 1 pages" in told


def test_forms_are_chosen_by_name_and_keep_their_turn() -> None:
    first, second, last = forms.in_turn(["settings", "report", "reply"])
    assert [[form.name for form in turn] for turn in (first, second, last)] == [
        ["reply"], ["report"], ["settings"],
    ]  # fmt: skip
    assert sum(len(turn) for turn in forms.in_turn()) == len(forms.READERS) + len(forms.STAFF)


def test_an_unknown_form_is_named() -> None:
    with pytest.raises(ValueError, match="poem"):
        forms.in_turn(["reply", "poem"])
