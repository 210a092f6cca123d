import time

import pytest

from gateways.portability.wxr.body import to_body, to_line


def html(written: str) -> str:
    return to_body(written, base_url="https://old.example/").html.strip()


def test_empty_lines_make_paragraphs_and_single_ones_breaks() -> None:
    assert html("One\n\nTwo\nthree") == "<p>One</p>\n<p>Two<br>\nthree</p>"
    assert html("One\r\n\r\nTwo") == "<p>One</p>\n<p>Two</p>"
    assert html("One<br />\ntwo") == "<p>One<br>\ntwo</p>"


def test_lists_tables_headings_and_code_are_left_as_they_are() -> None:
    assert html("<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>") == "<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>"
    assert html("<h2>Title</h2>\nText") == "<h2>Title</h2><p>Text</p>"
    assert html("<pre>a\n\nb</pre>") == "<pre>a\n\nb</pre>"
    assert "<td>a<br>\nb</td>" in html("<table><tr><td>a\nb</td></tr></table>")


def test_text_in_plain_boxes_does_not_run_together() -> None:
    assert html("<div>one</div><div>two</div>") == "<p>one</p>\n<p>two</p>"


def test_block_remarks_go_and_their_content_stays() -> None:
    written = '<!-- wp:paragraph {"a":1} --><p>Hello</p><!-- /wp:paragraph -->\n<!--more-->'
    assert html(written) == "<p>Hello</p>"
    assert "open" not in html("Text <!-- open remark without end")


def test_a_caption_stands_under_its_picture() -> None:
    new = html('[caption width="9"]<img src="a.jpg" alt="A lake" /> At the lake[/caption]')
    assert 'href="https://old.example/a.jpg"' in new
    assert ">A lake</a> At the lake" in new
    old = html(
        '[caption caption="At &amp; by"]<a href="https://x.example/"><img src="a"></a>[/caption]'
    )
    assert old.count("<a ") == 1
    assert "At &amp; by" in old
    assert "[caption" not in new + old


def test_galleries_go_and_are_counted() -> None:
    body = to_body('Before\n[gallery ids="1,2"]\nAfter')
    assert "gallery" not in body.html
    assert body.changed["gallery"] == 1


def test_a_shortcode_that_is_shown_on_purpose_stays_text() -> None:
    assert html("Write [[gallery]] there") == "<p>Write [gallery] there</p>"
    assert html("An [unknown] one") == "<p>An [unknown] one</p>"


def test_source_code_is_kept_word_for_word() -> None:
    code = html('[sourcecode language="python"]\nif a < b:\n\n    [gallery]\n[/sourcecode]')
    assert code == "<pre><code>if a &lt; b:\n\n    [gallery]</code></pre>"


@pytest.mark.parametrize(
    "written",
    [
        '<iframe src="https://video.example/embed/1"></iframe>',
        '<video src="https://video.example/embed/1"></video>',
        "[embed]https://video.example/embed/1[/embed]",
        '[video mp4="https://video.example/embed/1"]',
        "Look:\nhttps://video.example/embed/1\n",
    ],
)
def test_players_become_links(written: str) -> None:
    assert html(written).count('<a href="https://video.example/embed/1"') == 1


def test_pictures_become_links_and_nothing_of_another_host_is_shown() -> None:
    body = to_body('<img src="https://x.example/p.jpg" alt="A hill"> <img src="//x.example/q.png">')
    assert "<img" not in body.html
    assert ">A hill</a>" in body.html
    assert body.changed["picture"] == 2
    assert to_body('<img src="https://count.example/1.gif" width="1" height="1">').is_empty
    assert html('ha <img class="wp-smiley" alt=":)" src="s.gif">') == "<p>ha :)</p>"


def test_bare_addresses_become_links_outside_of_links_and_code() -> None:
    assert html("See https://x.example/a?b=1&amp;c=2.").startswith(
        '<p>See <a href="https://x.example/a?b=1&amp;c=2" '
    )
    assert html('<a href="https://x.example/">https://x.example/</a>').count("<a ") == 1
    assert "<a" not in html("<code>https://x.example/</code>")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<p onclick=alert(1)>x</p>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<img src=x onerror="alert(1)">',
        '<img src="javascript:alert(1)" alt="x">',
        "<svg onload=alert(1)>",
        '[caption caption="<script>alert(1)</script>"]x[/caption]',
        "[sourcecode]</code></pre><script>alert(1)</script>[/sourcecode]",
        '[video mp4="javascript:alert(1)"]',
        '<img alt="<script>alert(1)</script>" src="https://x.example/">',
        '<iframe src="https://x.example/" title="<img src=x onerror=alert(1)>"></iframe>',
        "https://x.example/<script>alert(1)</script>",
        '<form action="https://x.example/"><input name=a></form>',
        "<style>p{display:none}</style><p style='position:fixed' id=x class=y>x</p>",
    ],
)
def test_nothing_active_is_left(hostile: str) -> None:
    clean = html(hostile)
    for mark in ("<script", "<svg", " src=", "<form", "<style", "javascript:", "data:"):
        assert mark not in clean.replace("&lt;", "")
    for name in (" onclick=", " onerror=", " onload=", " style=", " id=", " class="):
        assert name not in clean.split("&lt;", maxsplit=1)[0]


@pytest.mark.parametrize(
    "piece",
    ["<", "<!--", "[", "[caption ", "[code]", "<img ", '<img "', "<div>", "<ul><li>", "<b>",
     "\n", " \n", "&", "https://", "<div></b>", "<a><p>", "<pre>", "[[gallery]"],
)  # fmt: skip
def test_a_long_hostile_body_takes_no_time_out_of_proportion(piece: str) -> None:
    start = time.process_time()
    to_body(piece * (200_000 // len(piece)))
    assert time.process_time() - start < 8


def test_a_title_is_one_line_of_text() -> None:
    assert to_line("It&#8217;s\n <em>early</em> &amp; late") == "It’s early & late"
    assert to_line("<script>x</script>Hello") == "Hello"
