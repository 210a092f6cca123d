"""
Paragraphs for texts whose author only pressed Enter.

WordPress stores what was typed and makes paragraphs when a page is drawn; an import must make
them once. Every step is linear in the length of the text, whatever stands in it.
"""

import re
from collections import Counter
from typing import Final

VERBATIM: Final = frozenset({"pre", "script", "style"})
STRUCTURE: Final = frozenset({"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"})
# Elements that hold one run of text: a line break stays a line break.
LINES: Final = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "figcaption", "summary", "caption"}
)
# Elements that hold paragraphs only where an empty line says so.
EITHER: Final = frozenset({"li", "td", "th", "dd"})
OTHER_BLOCKS: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "center", "details", "div", "fieldset",
        "figure", "footer", "form", "header", "main", "nav", "section",
    }
)  # fmt: skip
VOID: Final = "hr"

BLOCKS: Final = VERBATIM | STRUCTURE | LINES | EITHER | OTHER_BLOCKS | {VOID}

_NAMES = sorted(BLOCKS, key=len, reverse=True)
# The length of a tag is bounded so that an unfinished one cannot make the search slow.
_BLOCK_TAG = re.compile(rf"<(/?)({'|'.join(_NAMES)})(?=[\s/>])[^<>]{{0,4000}}>", re.IGNORECASE)
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


def paragraphs(html: str) -> str:
    """The same text with <p> and <br> where its line breaks ask for them."""
    out: list[str] = []
    stack: list[str] = []
    count: Counter[str] = Counter()
    at = 0
    for match in _BLOCK_TAG.finditer(html):
        name, closes = match[2].lower(), bool(match[1])
        top = stack[-1] if stack else ""
        if top in VERBATIM and not (closes and name == top):
            continue
        out.append(_broken(html[at : match.start()], top))
        out.append(match[0])
        at = match.end()
        if not closes and name != VOID:
            stack.append(name)
            count[name] += 1
        while closes and count[name]:
            last = stack.pop()
            count[last] -= 1
            closes = last != name
    out.append(_broken(html[at:], stack[-1] if stack else ""))
    return "".join(out)


def _broken(text: str, inside: str) -> str:
    if inside in VERBATIM or inside in STRUCTURE or not text.strip():
        return text
    if inside in LINES or (inside in EITHER and not _EMPTY_LINE.search(text.strip())):
        return _lines(text)
    chunks = (chunk.strip() for chunk in _EMPTY_LINE.split(text))
    return "".join(f"<p>{_lines(chunk)}</p>\n" for chunk in chunks if chunk)


def _lines(text: str) -> str:
    lines = text.strip("\n").split("\n")
    broken = [line if _ends_with_break(line) else f"{line.rstrip()}<br>" for line in lines[:-1]]
    return "\n".join([*broken, lines[-1]])


def _ends_with_break(line: str) -> bool:
    return line[-8:].rstrip().lower().endswith(("<br>", "<br/>", "<br />"))
