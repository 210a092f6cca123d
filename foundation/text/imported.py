"""HTML from another site, brought into our shape before it is cleaned. Nothing here makes it safe.

Old bodies hold blank lines where a page showed paragraphs, pictures that live elsewhere, and
headings above ours. All work is done on HTML that nh3 has made well-formed, so that the patterns
below are enough and take time in proportion.
"""

import re
from functools import cache

import nh3

from foundation.text.sanitize import PROFILES, is_own_picture

_WRAPPERS = {"address", "article", "aside", "center", "div", "footer", "header", "main", "section"}
_SHIFTED = {"h1": "h2", "h5": "h4", "h6": "h4"}
# Text directly in one of these is a run of paragraphs; in any other block it is left alone.
_HOLDS_PARAGRAPHS = _WRAPPERS | {"blockquote", ""}
_BLOCKS = (
    _WRAPPERS
    | set(_SHIFTED)
    | {
        "blockquote", "caption", "dd", "dl", "dt", "figcaption", "figure", "h2", "h3", "h4", "hr",
        "li", "ol", "p", "pre", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n\s*")


def shape_import(html: str) -> str:
    """Paragraphs for blank lines, links for pictures from elsewhere, headings from h2 to h4."""
    return _with_paragraphs(_with_own_pictures(_repairer().clean(html)))


@cache
def _repairer() -> nh3.Cleaner:
    profile = PROFILES["import"]
    return nh3.Cleaner(
        tags=set(profile.tags) | _BLOCKS,
        attributes={tag: set(names) for tag, names in profile.attributes.items()},
        url_schemes={"http", "https", "mailto"},
        clean_content_tags={"script", "style"},
        link_rel=None,
    )


def _with_own_pictures(html: str) -> str:
    open_links = 0

    def exchange(tag: re.Match[str]) -> str:
        nonlocal open_links
        closes, name, inside = tag.groups()
        if name == "a":
            open_links += -1 if closes else 1
        if name != "img":
            return tag.group()
        attributes: dict[str, str] = dict(_ATTRIBUTE.findall(inside))
        source, description = attributes.get("src", ""), attributes.get("alt", "").strip()
        if is_own_picture(source):
            return tag.group()
        if open_links or not source:
            return description or source
        return f'<a href="{source}">{description or source}</a>'

    return _TAG.sub(exchange, html)


def _with_paragraphs(html: str) -> str:
    out: list[str] = []
    inside: list[str] = []
    start = 0
    for tag in _TAG.finditer(html):
        closes, name, attributes = tag.groups()
        if name not in _BLOCKS:
            continue
        out.append(_run(html[start : tag.start()], inside[-1] if inside else ""))
        start = tag.end()
        if name not in _WRAPPERS:
            out.append(f"<{closes}{_SHIFTED.get(name, name)}{attributes}>")
        if closes and inside:
            inside.pop()
        elif not closes and name != "hr":
            inside.append(name)
    out.append(_run(html[start:], ""))
    return "".join(out)


def _run(text: str, parent: str) -> str:
    if parent not in _HOLDS_PARAGRAPHS or not text.strip():
        return text
    return "".join(
        "<p>" + part.replace("\n", "<br>\n") + "</p>\n"
        for part in _PARAGRAPH_BREAK.split(text.strip())
    )
