import pytest
from django.template import Context, Template

from foundation.text import excerpt, slugify_unicode, strip_to_text, tidy, tidy_line


def test_newlines_become_one_kind_and_controls_go() -> None:
    assert tidy("a\r\nb\rc\u2028d\x00\x08\te\u202ef") == "a\nb\nc\nd\tef"


def test_a_tower_of_marks_is_cut() -> None:
    assert tidy("a" + "\u0301" * 50) == "a" + "\u0301" * 6


def test_a_title_is_one_line() -> None:
    assert tidy_line("  a\r\n\r\n b\x00 ") == "a b"


def test_html_becomes_words_with_its_blocks_apart() -> None:
    html = "<h2>A</h2><p>b <b>c</b> &amp; d<br>e</p><ul><li>f</li><li>g</li></ul><script>x</script>"
    assert strip_to_text(html) == "A\nb c & d\ne\nf\ng"


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("short", 20, "short"),
        ("one two three four", 15, "one two three…"),
        ("a\n\n  b", 20, "a b"),
        ("unbreakablewordoflength", 10, "unbreakab…"),
        ("", 10, ""),
    ],
)
def test_an_excerpt_ends_between_words_where_it_can(text: str, length: int, short: str) -> None:
    assert excerpt(text, length) == short
    assert len(excerpt(text * 30, length)) <= length


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Was hilft? Wärme!", "was-hilft-wärme"),
        ("हिन्दी में", "हिन्दी-में"),
        ("日本語 タイトル", "日本語-タイトル"),
        ("  ../../etc/passwd  ", "etc-passwd"),
        ("<script>", "script"),
        ("😀", "grinning-face"),
        ("\u0301", "untitled"),
        ("---", "untitled"),
        ("", "untitled"),
    ],
)
def test_a_slug_keeps_its_script_and_is_never_empty(title: str, slug: str) -> None:
    assert slugify_unicode(title) == slug


def test_a_long_slug_is_cut_between_words() -> None:
    slug = slugify_unicode("word " * 50, max_length=32)
    assert slug == "word-word-word-word-word-word"


def test_stored_html_comes_through_one_filter_and_text_is_escaped() -> None:
    template = Template("{% load text %}{{ html|trusted_body }}{{ html|excerpt_of:20 }}")
    html = "<p>a &lt;b&gt;</p>"
    assert template.render(Context({"html": html})) == "<p>a &lt;b&gt;</p>a &lt;b&gt;"
