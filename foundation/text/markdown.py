"""Markdown to HTML that is ready to store and to show. Never called while a page is read.

Raise `RENDER_VERSION` when the result for the same source changes; stored bodies carry the version
they were rendered with, and `rerender` walks those that are behind.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from foundation.text import budget, mentions
from foundation.text.imported import shape_import
from foundation.text.linkify import WordLinkify
from foundation.text.plain import tidy
from foundation.text.sanitize import (
    ProfileName,
    clean_html,
    clean_plain,
    is_own_picture,
    is_web_address,
    weight,
)

RENDER_VERSION = 2

# Deeper quotes and lists stay as they were typed. markdown-it's own limit would drop the text.
DEEPEST_BLOCK = 12

_LONGEST_PLAIN = 5_000
_COMMENT_LEAVES_OUT = [
    "code",  # a paragraph that begins with spaces is a paragraph
    "lheading",
    "hr",
    "html_block",
    "html_inline",
    "image",
    "reference",
]
_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?:[/?#]\S*)?", re.IGNORECASE)
_ALIGNMENTS = {
    "text-align:center": "align-center",
    "text-align:right": "align-end",
}


def render_markdown(text: str, profile: ProfileName) -> str:
    """The HTML of a body: rendered, then cleaned, safe to store and to show through `trusted_body`.

    Takes anything and never raises. A text with more markup than an honest one of its length is
    shown as plain paragraphs, so that no text takes long.
    """
    source = tidy(text)
    if profile == "import":
        return clean_html(shape_import(source), profile)
    limits = budget.of(profile)
    if not limits.allows_source(source):
        return _plain(source, profile)
    html = _parser(profile, limits.allows_linkify(source)).render(source)
    if weight(html) > limits.weight:
        return _plain(source, profile)
    return clean_html(html, profile)


def link_targets(text: str) -> list[str]:
    """Where the links of a Markdown text go, in order, as a reader's browser would follow them."""
    source = tidy(text)
    limits = budget.of("comment")
    if not limits.allows_source(source):
        return []
    found = []
    for token in _parser("comment", limits.allows_linkify(source)).parse(source):
        for child in token.children or ():
            if child.type == "link_open" and not mentions.is_mention(child):
                found.append(str(child.attrGet("href")))
    return found


def handles_named(text: str) -> list[str]:
    """The handles a comment names with an @, as they would be drawn, each once."""
    source = tidy(text)
    if "@" not in source or not budget.of("comment").allows_source(source):
        return []
    words = mentions.words_of(_parser("comment", linkify=True).parse(source))
    return mentions.handles_in(words)


def pictures_without_description(text: str) -> list[str]:
    """The pictures of an article that lack the words for those who cannot see them."""
    return [
        str(child.attrGet("src"))
        for token in _parser("article", linkify=False).parse(tidy(text))
        for child in token.children or ()
        if child.type == "image" and not child.content.strip()
    ]


def _plain(source: str, profile: ProfileName) -> str:
    return "\n".join(
        clean_plain(f"<p>{escape(part)}</p>".replace("\n", "<br>\n"), profile)
        for paragraph in re.split(r"\n[ \t]*\n", source)
        for part in _slices(paragraph.strip("\n"))
        if part.strip()
    )


def _slices(paragraph: str) -> list[str]:
    """nh3 is a little worse than linear for one text full of entities."""
    starts = range(0, len(paragraph), _LONGEST_PLAIN)
    return [paragraph[start : start + _LONGEST_PLAIN] for start in starts]


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        return is_web_address(url)

    def normalizeLink(self, url: str) -> str:
        """`[my page](example.org)` is meant as a web address."""
        return super().normalizeLink(f"http://{url}" if _DOMAIN.fullmatch(url) else url)


@cache
def _parser(profile: ProfileName, linkify: bool) -> MarkdownIt:
    md = _Parser(
        "commonmark",
        {"html": False, "linkify": linkify, "breaks": profile == "comment", "xhtmlOut": False},
    )
    if linkify:
        md.linkify = WordLinkify()
        md.enable("linkify")
    if profile == "comment":
        md.disable(_COMMENT_LEAVES_OUT)
        md.core.ruler.push("headings_as_bold", _headings_as_bold)
        md.core.ruler.push("mentions", mentions.link_mentions)
    else:
        md.enable(["table", "strikethrough"])
        md.core.ruler.push("headings_below_the_title", _headings_below_the_title)
        md.core.ruler.push("aligned_by_class", _aligned_by_class)
        md.core.ruler.push("figures", _figures)
    _stop_nesting(md)
    md.add_render_rule("text", _text)
    md.add_render_rule("image", _image)
    return md


type _BlockRule = Callable[[StateBlock, int, int, bool], bool]


def _stop_nesting(md: MarkdownIt) -> None:
    # What each may interrupt, as in the parser's own table.
    quote: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    item: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
    md.block.ruler.at("blockquote", _while_shallow(blockquote), quote)
    md.block.ruler.at("list", _while_shallow(list_block), item)


def _while_shallow(rule: _BlockRule) -> _BlockRule:
    def shallow(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < DEEPEST_BLOCK and rule(state, start, end, silent)

    return shallow


def _headings_as_bold(state: StateCore) -> None:
    """A comment has no headings of its own: the page's outline belongs to the page."""
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if before.type != "heading_open":
            continue
        token.children = [
            Token("strong_open", "strong", 1),
            *(token.children or ()),
            Token("strong_close", "strong", -1),
        ]
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.type = token.type.replace("heading", "paragraph")
            token.tag = "p"


def _headings_below_the_title(state: StateCore) -> None:
    """The title of an article is the page's h1, so its own headings are h2 to h4."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1:]), 2), 4)}"


def _aligned_by_class(state: StateCore) -> None:
    """The security policy of the pages knows no style attributes."""
    for token in state.tokens:
        if token.type in ("td_open", "th_open"):
            style = str(token.attrs.pop("style", ""))
            if style in _ALIGNMENTS:
                token.attrs["class"] = _ALIGNMENTS[style]


def _figures(state: StateCore) -> None:
    """A picture that stands alone is a figure; its title is the caption under it."""
    tokens = state.tokens
    for index in range(len(tokens) - 2):
        opening, inline, closing = tokens[index : index + 3]
        if opening.type != "paragraph_open" or opening.hidden or not _is_a_picture(inline):
            continue
        opening.tag = closing.tag = "figure"
        picture = (inline.children or [])[0]
        caption = str(picture.attrs.pop("title", ""))
        if caption:
            words = Token("text", "", 0, content=caption)
            inline.children = [
                picture,
                Token("caption_open", "figcaption", 1),
                words,
                Token("caption_close", "figcaption", -1),
            ]


def _is_a_picture(inline: Token) -> bool:
    children = inline.children or []
    return len(children) == 1 and children[0].type == "image" and _can_show(children[0])


def _can_show(picture: Token) -> bool:
    return is_own_picture(str(picture.attrs.get("src", ""))) and bool(picture.content.strip())


def _text(_: RendererHTML, tokens: Sequence[Token], index: int, *rest: Any) -> str:
    # Quotation marks need no escape between tags, and each escape costs bleach as much as a tag.
    return tokens[index].content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    """A picture from this site that has a description; any other one is a link to it."""
    picture = tokens[index]
    source = str(picture.attrs.get("src", ""))
    description = renderer.renderInlineAsText(picture.children or [], options, env).strip()
    if not _can_show(picture):
        return f'<a href="{escape(source)}">{escape(description or source)}</a>'
    title = str(picture.attrs.get("title", ""))
    hint = f' title="{escape(title)}"' if title else ""
    return f'<img src="{escape(source)}" alt="{escape(description)}"{hint}>'
