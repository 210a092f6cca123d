"""Rendering takes time in proportion to the text: ratios are tested, not the clock."""

import time

import pytest

from foundation.text import ProfileName, find_links, render_markdown, skeleton, strip_to_text
from foundation.text.sanitize import HEAVIEST_PIECE

PATTERNS = [
    "![", "[", "[](", "](", "*a ", "**a** ", "_a", "`", "`a``", ">", ">a\n\n", "- ", "- a\n",
    "1. a\n\n", "&", "&amp;", "<", "<a>", "\\*", "http://a.example ", "a.co ", "a.b.c.",
    "a@b.co ", "www.", "mailto:", "```\n", "|a|b|\n|-|-|\n", "|", "---\n", "# a\n", "\n", "\t",
    " ", "(", '"', "> - ", "<!--", "*_", "[a]: b\n", "a\n", "a\n\n", "\u0301", "~~",
    "<http://a.example>", "://", "a.|", "a@\n>```\n", "- >a\nb\n", "  \na.co ", "www.|", "http://a?",
]  # fmt: skip


def seconds(text: str, profile: ProfileName) -> float:
    start = time.process_time()
    render_markdown(text, profile)
    return time.process_time() - start


@pytest.mark.parametrize("profile", ["comment", "article"])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_time_grows_with_the_text_and_not_with_its_square(
    pattern: str, profile: ProfileName
) -> None:
    length = 2_500 if profile == "comment" else 12_500
    eighth, whole = (
        min(seconds((pattern * size)[:size], profile) for _ in range(2))
        for size in (length, length * 8)
    )
    # Linear work grows by 8, squared work by 64: the bound is far from both. Below a tenth of a
    # second a clock measures the machine, not the text.
    assert whole < max(eighth * 24, 0.1)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_most_markup_a_comment_may_have_is_rendered_in_half_a_second(pattern: str) -> None:
    """Just under the limits is the dearest place, so it is the one that is timed in full.

    The bound leaves a machine that is busy with other things twice the time.
    """
    counts = (1_000, 2_400, 3_900)
    assert max(seconds((pattern * count)[:20_000], "comment") for count in counts) < 1


def test_a_text_of_markup_alone_is_shown_as_it_was_typed() -> None:
    html = render_markdown("![" * 10_000, "comment")
    assert strip_to_text(html).replace("\n", "") == "![" * 10_000


def test_a_plain_fallback_is_escaped_and_keeps_its_lines() -> None:
    html = render_markdown("<b>\n\n" + "[" * 4_500 + "\nend", "comment")
    assert html.startswith("<p>&lt;b&gt;</p>")
    assert html.endswith("[<br>\nend</p>")


def test_a_long_honest_article_keeps_its_markup() -> None:
    dense = "Some **words** with a [link](https://a.example/x) and _more_ of them, calmly. "
    paragraph = dense + "A sentence without any of that follows, as most sentences do. " * 4
    html = render_markdown(f"{paragraph}\n\n" * 300, "article")
    assert html.count("<strong>") == 300
    assert len(html) > 100_000


def test_code_of_a_full_comment_keeps_its_markup() -> None:
    line = "for (int i = 0; i < n && *p; i++) { a[i] = *p++; }  // next `p`\n"
    assert "<pre><code>" in render_markdown("```\n" + line * 150 + "```", "comment")


@pytest.mark.parametrize(
    "pattern", ["a.co ", "a.|", "://", "h", "[](", "<a>", "a@b.co ", "<", "http://", "\u0301"]
)
def test_the_other_readers_of_text_are_linear_too(pattern: str) -> None:
    def spent(size: int) -> float:
        text = (pattern * size)[:size]
        start = time.process_time()
        find_links(text)
        strip_to_text(text)
        skeleton(text[:2_000])
        return time.process_time() - start

    # Eight times the text: linear work grows by 8, squared work by 64. The bound is far from both.
    small = min(spent(4_000) for _ in range(3))
    assert min(spent(32_000) for _ in range(3)) < max(small * 24, 0.1)


def test_a_hostile_import_is_linear() -> None:
    def spent(count: int) -> float:
        start = time.process_time()
        render_markdown("<blockquote>a</blockquote>\n\n" * count, "import")
        return time.process_time() - start

    small = min(spent(HEAVIEST_PIECE) for _ in range(2))
    assert min(spent(4 * HEAVIEST_PIECE) for _ in range(2)) < small * 10


def test_a_long_talk_in_quotes_keeps_its_markup() -> None:
    html = render_markdown(
        "> You said that.\n> Twice.\n\nI did, and *here* is why.\n\n" * 100, "comment"
    )
    assert html.count("<blockquote>") == html.count("<em>") == 100
