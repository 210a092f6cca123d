"""Text without markup: what a person typed made storable, and HTML turned back into words."""

import html as html_entities
import re

import nh3

_NEWLINES = re.compile(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
# C0 and C1 controls but tab and newline, lone surrogates (no database takes them), non-characters,
# and the two bidirectional overrides, which have no honest use and turn the words after them round.
_UNSTORABLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202d\u202e]"
)
# No language stacks more than a handful of marks on a letter; a tower covers its neighbours.
_MARKS = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARK_TOWER = re.compile(rf"({_MARKS}{{6}}){_MARKS}+")
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p",
    "pre", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_TAG = re.compile(r"<[^<>]*>")
_ZERO_WIDTH_JOINER = "\u200d"


def tidy(text: str) -> str:
    """The text with one kind of newline and nothing in it that a database or a reader chokes on."""
    text = _NEWLINES.sub("\n", text)
    return _MARK_TOWER.sub(r"\1", _UNSTORABLE.sub("", text))


def tidy_line(text: str) -> str:
    """The same for a title: one line, single spaces, none at the ends."""
    return " ".join(tidy(text).split())


def strip_to_text(html: str) -> str:
    """The words of some HTML, blocks on lines of their own. Plain text: escape it to show it."""
    kept = nh3.clean(html, tags=_BLOCKS, attributes={}, link_rel=None)
    lines = (" ".join(line.split()) for line in _TAG.sub("\n", kept).split("\n"))
    return html_entities.unescape("\n".join(line for line in lines if line)).strip()


def excerpt(text: str, length: int = 160) -> str:
    """The beginning of a plain text on one line, cut between words, at most `length` characters."""
    text = tidy_line(text[: length * 4 + 1000])
    if len(text) <= length:
        return text
    cut = text[: max(length - 1, 0)]
    space = cut.rfind(" ")
    # A word longer than a third of the excerpt (or a script without spaces) is cut inside.
    if space > length * 2 // 3:
        cut = cut[:space]
    return cut.rstrip(" ,;:.-" + _ZERO_WIDTH_JOINER) + "\u2026"
