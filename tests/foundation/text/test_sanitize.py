"""Nothing active survives, whichever way it comes in. The payloads are ours, one of each class."""

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.text import ProfileName, clean_html, render_markdown
from foundation.text.sanitize import HEAVIEST_PIECE, PROFILES, is_web_address

TARGETS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;&#x61;vascript&colon;alert(1)",
    "javascript\u200b:alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:1",
    "data:1",
    "javascript:1",
    "data:text/html;base64,PHNjcmlwdD4=",
    "feed:javascript:alert(1)",
    "view-source:https://a.example",
    "file:///etc/passwd",
    "blob:https://a.example/1",
    "//elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "https:elsewhere.example",
    "https://",
    "mailto:",
    "mailto:a@b.example\nBcc:c@d.example",
]
ELEMENTS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=`x`onerror=alert(1)//",
    '<p onclick="alert(1)" ONMOUSEOVER=alert(1)>p</p>',
    "<svg onload=alert(1)><animate attributeName=href values=javascript:alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=https://elsewhere.example/>",
    "<link rel=stylesheet href=https://elsewhere.example/x.css>",
    "<style>@import 'https://elsewhere.example/x.css'</style>",
    '<p style="background:url(https://elsewhere.example)">p</p>',
    '<a href="https://a.example" target=_blank id=top name=n class=button data-x=1 hx-get=x>x</a>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><img src=x onerror=alert(1)></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><x onclick=alert(1)>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<xmp><img title='</xmp><img src=x onerror=alert(1)>'>",
    "<a href='x' <img src=x onerror=alert(1)>",
    "<video poster=javascript:alert(1)><source onerror=alert(1)></video>",
    "<img src=https://elsewhere.example/pixel.gif alt=x>",
    "<code class='language-py evil'>x</code><p class=language-py>x</p>",
    "\x00<\x00script>alert(1)</script>",
]
PAYLOADS = [
    *ELEMENTS,
    *(f'<a href="{target}">x</a>' for target in TARGETS),
    *(f'<img src="{target}" alt="x">' for target in TARGETS),
    *(f"[x]({target})" for target in TARGETS),
    *(f"[x](<{target}>)" for target in TARGETS),
    *(f"<{target}>" for target in TARGETS),
    *(f"![x]({target})" for target in TARGETS),
    *(f"[x]\n\n[x]: {target}" for target in TARGETS),
    '[x](https://a.example "\\" onmouseover=alert(1) \\"")',
    '[x](https://a.example/"onmouseover=alert(1))',
    "`<img src=x onerror=alert(1)>`",
    '```"><img src=x onerror=alert(1)>\nx\n```',
    "**<b onclick=alert(1)>**",
    '<https://a.example/"onclick=alert(1)>',
]


# Said again here, so that a hole in the rules is not also a hole in the test.
HARMLESS_VALUE = {
    "href": re.compile(
        r"(?:https?://[^/\\\s]|mailto:[^:\s]+@|/(?![/\\])|#)[^\\\s]*|/", re.IGNORECASE
    ),
    "src": re.compile(r"/media/\S+"),
    "class": re.compile(r"language-\S+|align-(?:center|end)"),
    "start": re.compile(r"\d+"),
    "colspan": re.compile(r"\d+"),
    "rowspan": re.compile(r"\d+"),
    "alt": re.compile(r".*", re.DOTALL),
    "title": re.compile(r".*", re.DOTALL),
}


def assert_harmless(html: str, profile: ProfileName) -> None:
    rules = PROFILES[profile]
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    for element in list(tree.iter())[1:]:
        assert element.tag in rules.tags
        for name, value in element.attrib.items():
            if name == "rel":
                assert value == rules.link_rel
            else:
                assert name in rules.attributes[element.tag]
                assert HARMLESS_VALUE[name].fullmatch(value), (element.tag, name, value)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_active_comes_through(payload: str) -> None:
    for profile in PROFILES:
        assert_harmless(render_markdown(payload, profile), profile)
        cleaned = clean_html(payload, profile)
        assert_harmless(cleaned, profile)
        assert clean_html(cleaned, profile) == cleaned


@pytest.mark.parametrize("target", TARGETS)
def test_no_link_goes_to_a_place_that_is_not_on_the_list(target: str) -> None:
    assert not is_web_address(target)


@pytest.mark.parametrize(
    "target",
    [
        "https://a.example",
        "HTTP://a.example:8080/x?y=1#z",
        "mailto:a@b.example",
        "/t/7-x/",
        "#c-3",
        "/",
    ],
)
def test_honest_places_can_be_linked(target: str) -> None:
    assert is_web_address(target)


def test_a_profile_never_allows_what_scripts_and_styles_hang_on() -> None:
    for rules in PROFILES.values():
        assert not rules.tags & {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "form",
        }
        for names in rules.attributes.values():
            assert not names & {"id", "style", "name", "target", "rel"}
            assert not any(name.startswith(("on", "data-", "hx-")) for name in names)


def test_a_piece_too_heavy_for_honest_text_keeps_its_words_only() -> None:
    html = "<ul>" + "<li>word</li>" * HEAVIEST_PIECE + "</ul>"
    cleaned = clean_html(html, "import")
    assert "<li>" not in cleaned
    assert cleaned.count("word") == HEAVIEST_PIECE


def test_a_long_import_of_many_light_pieces_keeps_its_markup() -> None:
    html = "<p>one <b>two</b></p>" * HEAVIEST_PIECE
    assert clean_html(html, "import") == html


SCRAPS = st.sampled_from(
    [
        *ELEMENTS, *TARGETS, "<", ">", '"', "'", "&", "=", "[", "](", ")", "![", "`", "```", "\n",
        "\n\n", "*", "_", "|", "|-|-|\n", "> ", "- ", "# ", "\\", "<a href=", "<img src=", "</p>",
        "<table>", "<td>", "<!--", "-->", "&lt;", "&#60;", "/media/a.jpg", " onload=", "\t",
        "\u202e", "é",
    ]
)  # fmt: skip
HOSTILE = st.one_of(st.text(max_size=80), st.lists(SCRAPS, max_size=14).map("".join))


@settings(max_examples=150, deadline=None)
@given(text=HOSTILE, profile=st.sampled_from(sorted(PROFILES)))
def test_no_mixture_comes_through(text: str, profile: ProfileName) -> None:
    assert_harmless(render_markdown(text, profile), profile)
    assert_harmless(clean_html(text, profile), profile)


@settings(max_examples=100, deadline=None)
@given(text=HOSTILE)
def test_what_is_cleaned_is_well_formed_for_any_page_around_it(text: str) -> None:
    """The body must not close the element it is put in, nor swallow what comes after it."""
    page = f'<section><div>{render_markdown(text, "comment")}</div><i id="after"></i></section>'
    tree = html5lib.parseFragment(page, treebuilder="etree", namespaceHTMLElements=False)
    section = tree[0]
    assert [child.tag for child in section] == ["div", "i"]
