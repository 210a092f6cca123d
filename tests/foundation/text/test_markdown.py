import pytest

from foundation.text import pictures_without_description, render_markdown
from foundation.text.markdown import RENDER_VERSION

REL = 'rel="ugc nofollow noopener"'


def comment(text: str) -> str:
    return render_markdown(text, "comment").strip()


def article(text: str) -> str:
    return render_markdown(text, "article").strip()


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**bold** and *italic*", "<p><strong>bold</strong> and <em>italic</em></p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("3. three\n4. four", '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>'),
        ("> said\n\nanswer", "<blockquote>\n<p>said</p>\n</blockquote>\n<p>answer</p>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("```py\nx = 1\n```", '<pre><code class="language-py">x = 1\n</code></pre>'),
        ("[text](https://a.example/?x=1&y=2)",
         f'<p><a href="https://a.example/?x=1&amp;y=2" {REL}>text</a></p>'),
        ("[mine](example.org/me)", f'<p><a href="http://example.org/me" {REL}>mine</a></p>'),
        ("see https://a.example.", f'<p>see <a href="https://a.example" {REL}>https://a.example</a>.</p>'),
        ("line\nnext", "<p>line<br>\nnext</p>"),
        ("one\r\n\r\ntwo\rthree", "<p>one</p>\n<p>two<br>\nthree</p>"),
        ('"quoted" & so on', '<p>"quoted" &amp; so on</p>'),
        ("", ""),
    ],
)  # fmt: skip
def test_a_comment_knows_the_small_markdown(source: str, html: str) -> None:
    assert comment(source) == html


def test_a_heading_in_a_comment_is_a_bold_paragraph() -> None:
    assert comment("# My *story*") == "<p><strong>My <em>story</em></strong></p>"


@pytest.mark.parametrize(
    "source", ["text\n---", "---", "    indented", "[1]: https://a.example", "<b>bold</b>", "a | b"]
)
def test_what_a_comment_does_not_know_stays_readable(source: str) -> None:
    html = comment(source)
    assert html.startswith("<p>")
    for word in ("text", "---", "indented", "[1]", "bold", "|"):
        assert word in html or word not in source


def test_a_picture_in_a_comment_is_a_link() -> None:
    html = comment("![a map](/media/map.jpg)")
    assert "<img" not in html
    assert ">a map</a>" in html


def test_raw_html_is_shown_and_not_obeyed() -> None:
    assert comment("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


@pytest.mark.parametrize(
    "deep", [">" * 60 + " bottom", "- " * 60 + "bottom", "1. " * 60 + "bottom"]
)
def test_the_text_of_a_deep_nest_is_not_lost(deep: str) -> None:
    assert "bottom" in comment(deep)


def test_nul_and_lone_surrogates_are_gone() -> None:
    assert comment("a\x00b\ud800c") == "<p>abc</p>"


def test_the_headings_of_an_article_stand_below_its_title() -> None:
    html = article("# A\n\n## B\n\n### C\n\n#### D\n\n###### E")
    assert html.split("\n") == [
        "<h2>A</h2>", "<h2>B</h2>", "<h3>C</h3>", "<h4>D</h4>", "<h4>E</h4>",
    ]  # fmt: skip


def test_a_picture_alone_is_a_figure_and_its_title_the_caption() -> None:
    assert article('![A hand](/media/2026/hand.jpg "Rest & <warmth>")') == (
        '<figure><img src="/media/2026/hand.jpg" alt="A hand">'
        "<figcaption>Rest &amp; &lt;warmth&gt;</figcaption></figure>"
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/a.jpg",
        "//elsewhere.example/a.jpg",
        "/media/../admin/",
        "/other/a.jpg",
    ],
)
def test_a_picture_from_elsewhere_is_not_shown(address: str) -> None:
    assert "<img" not in article(f"![A hand]({address})")


def test_a_picture_without_description_is_not_shown_and_is_reported() -> None:
    text = "![](/media/a.jpg) and ![b](/media/b.jpg)"
    assert article(text).count("<img") == 1
    assert pictures_without_description(text) == ["/media/a.jpg"]


def test_a_table_is_aligned_by_class_and_holds_no_style() -> None:
    html = article("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert '<td class="align-end">2</td>' in html
    assert "style" not in html


def test_an_editor_vouches_for_links() -> None:
    assert 'rel="noopener"' in article("https://a.example")


def test_an_imported_body_gets_its_paragraphs() -> None:
    html = render_markdown("one\nmore\n\ntwo <b>bold</b>", "import").strip()
    assert html == "<p>one<br>\nmore</p>\n<p>two <b>bold</b></p>"


def test_an_imported_body_keeps_the_words_of_its_blocks() -> None:
    html = render_markdown(
        "<div>a</div><div>b</div><h1>T</h1><blockquote>q1\n\nq2</blockquote>"
        "<pre>x\n\ny</pre><table><p>loose</p><tr><td>cell</td></tr></table>",
        "import",
    )
    for kept in ("<p>a</p>", "<p>b</p>", "<h2>T</h2>", "<p>q1</p>", "<p>q2</p>", "x\n\ny", "loose",
                 "<td>cell</td>"):  # fmt: skip
        assert kept in html


def test_an_imported_picture_from_elsewhere_becomes_a_link_and_ours_stays() -> None:
    html = render_markdown(
        '<img src="https://old.example/a.jpg" alt="A map"><img src="/media/b.jpg" alt="Ours">',
        "import",
    )
    assert f'<a href="https://old.example/a.jpg" {REL}>A map</a>' in html
    assert '<img src="/media/b.jpg" alt="Ours">' in html


def test_the_renderer_has_a_version() -> None:
    assert RENDER_VERSION >= 1
