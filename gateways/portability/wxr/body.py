"""
A WordPress body as clean HTML.

Block remarks and shortcodes go, paragraphs come, pictures and players become links: nothing is
fetched, and a page of ours shows no file of another host. Cleaning comes last; nothing touches
the text after it. Every step is linear in the length of the text, whatever stands in it.
"""

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from django.utils.translation import gettext as _

from foundation.text import clean_html, strip_to_text, tidy, tidy_line
from gateways.portability.wxr.paragraphs import BLOCKS, paragraphs

# Lengths are bounded so that an unfinished mark cannot make a search slow.
_CODE = re.compile(r"\[(/?)(?:source)?code(?=[\s/\]])[^\[\]]{0,2000}\]", re.IGNORECASE)
_SHORTCODE = re.compile(
    r"(?:(?P<shown>\[)(?=\[[^\[\]]{0,2000}\]\]))?"
    r"\[(?P<closes>/?)(?P<name>caption|wp_caption|gallery|playlist|embed|audio|video)"
    r"(?=[\s/\]])(?P<attributes>[^\[\]]{0,2000})\](?(shown)\])",
    re.IGNORECASE,
)
_MEDIA_TAG = re.compile(
    r"<(/?)(a|img|iframe|video|audio|source|embed)(?=[\s/>])([^<>]{0,4000})>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(
    r"""([a-z0-9_-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^<>]{0,4000}>", re.IGNORECASE)
# Deeper than any text is laid out; a cleaner's time grows with the square of the depth.
DEEPEST: Final = 200
_CLOSES_ITSELF: Final = frozenset(
    {
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link",
        "meta", "option", "p", "param", "source", "td", "tfoot", "th", "thead", "tr", "wbr",
    }
)  # fmt: skip
_OTHER_HEADING = re.compile(r"(</?h)([156])(?=[\s/>])", re.IGNORECASE)
_HEADINGS: Final = {"1": "2", "5": "4", "6": "4"}
_ADDRESS = re.compile(r"https?://(?:(?!&(?:lt|gt|quot);)[^\s<>\"'\[\]]){4,2000}", re.IGNORECASE)
_PLAYER_FILES: Final = ("src", "mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav")


@dataclass(slots=True)
class Body:
    """
    `source` is whole HTML that is not clean yet, so that it can be cleaned again by better
    rules; `html` is clean. `changed` counts what could not be kept as it was.
    """

    source: str
    html: str
    changed: Counter[str] = field(default_factory=Counter)

    @property
    def is_empty(self) -> bool:
        return not strip_to_text(self.html)


def to_body(written: str, *, base_url: str = "") -> Body:
    """The body of a post or comment. `base_url` completes the addresses of pictures."""
    changed: Counter[str] = Counter()
    text = _without_depths(_without_remarks(tidy(written)))
    text = _with_code_kept(text)
    text = _without_shortcodes(text, changed)
    text = _with_links_for_media(text, base_url, changed)
    text = _with_addresses_linked(text)
    # The title is the page's first heading, and no article needs more than three levels below.
    text = _OTHER_HEADING.sub(lambda match: f"{match[1]}{_HEADINGS[match[2]]}", text)
    text = paragraphs(text).strip()
    return Body(text, clean_html(text, "import"), changed)


def to_line(source: str) -> str:
    """A title or excerpt as one line of plain text, its entities read."""
    return tidy_line(html.unescape(strip_to_text(source)))


def _without_remarks(text: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start)
        if end < 0:
            break
        kept.append(text[at:start])
        at = end + len("-->")
    kept.append(text[at:])
    return "".join(kept)


def _without_depths(text: str) -> str:
    """Without the tags below the deepest level; their words stay."""
    open_tags: list[str] = []

    def replacement(match: re.Match[str]) -> str:
        name = match[2].lower()
        if name in _CLOSES_ITSELF:
            return match[0]
        if match[1]:
            _close(open_tags, name)
        elif len(open_tags) < DEEPEST:
            open_tags.append(name)
        else:
            return ""
        return match[0]

    return _TAG.sub(replacement, text)


def _close(open_tags: list[str], name: str) -> None:
    """As browsers do: the end of an inline element does not reach beyond a block around it."""
    for place in range(len(open_tags) - 1, -1, -1):
        if open_tags[place] == name:
            del open_tags[place:]
            return
        if open_tags[place] in BLOCKS and name not in BLOCKS:
            return


def _with_code_kept(text: str) -> str:
    """[sourcecode] as a code block, its content out of reach of everything that follows."""
    out: list[str] = []
    at = 0
    opened: re.Match[str] | None = None
    for match in _CODE.finditer(text):
        if not match[1]:
            opened = opened or match
        elif opened is not None:
            code = _kept(html.unescape(text[opened.end() : match.start()]).strip("\n"))
            out += [text[at : opened.start()], f"\n\n<pre><code>{code}</code></pre>\n\n"]
            at, opened = match.end(), None
    return "".join([*out, text[at:]])


def _without_shortcodes(text: str, changed: Counter[str]) -> str:
    captions: list[str] = []

    def replacement(match: re.Match[str]) -> str:
        if match["shown"]:
            return _kept(match[0][1:-1])
        closes, name = bool(match["closes"]), match["name"].lower()
        attributes = _attributes(match["attributes"])
        if name in {"caption", "wp_caption"}:
            return _caption(attributes, closes=closes, captions=captions)
        if closes:
            return "\n\n"
        changed[name] += 1
        files = (attributes.get(key, "") for key in _PLAYER_FILES)
        address = next((file for file in files if _ADDRESS.fullmatch(file)), "")
        return f"\n\n{address}\n\n"

    return _SHORTCODE.sub(replacement, text)


def _caption(attributes: dict[str, str], *, closes: bool, captions: list[str]) -> str:
    """A caption stands under its picture; older exports keep it in an attribute."""
    if not closes:
        captions.append(attributes.get("caption", ""))
        return "\n\n"
    caption = captions.pop() if captions else ""
    return f"\n{html.escape(caption, quote=False)}\n\n" if caption else "\n\n"


def _kept(text: str) -> str:
    """Text that no later step takes for a mark."""
    return html.escape(text, quote=False).replace("[", "&#91;")


def _with_links_for_media(text: str, base_url: str, changed: Counter[str]) -> str:
    in_link = False

    def replacement(match: re.Match[str]) -> str:
        nonlocal in_link
        closes, name, attributes = bool(match[1]), match[2].lower(), _attributes(match[3])
        if name == "a":
            in_link = not closes
            return match[0]
        if closes:
            return ""
        if name == "img":
            return _link_to_picture(attributes, base_url, in_link=in_link, changed=changed)
        address = _absolute(attributes.get("src", ""), base_url)
        if not address or in_link:
            return ""
        changed["player"] += 1
        return _link(address, attributes.get("title") or address)

    return _MEDIA_TAG.sub(replacement, text)


def _link_to_picture(
    attributes: dict[str, str], base_url: str, *, in_link: bool, changed: Counter[str]
) -> str:
    label = attributes.get("alt") or attributes.get("title", "")
    if "wp-smiley" in attributes.get("class", ""):
        return html.escape(label, quote=False)
    if attributes.get("width") == "1" and attributes.get("height") == "1":
        return ""  # counts readers, shows nothing
    changed["picture"] += 1
    label = label or _("Picture")
    address = _absolute(attributes.get("src", ""), base_url)
    return html.escape(label, quote=False) if in_link or not address else _link(address, label)


def _with_addresses_linked(text: str) -> str:
    """WordPress makes links of bare addresses when it draws a page; here they are made once."""
    out: list[str] = []
    at = shielded = 0
    for tag in _TAG.finditer(text):
        out.append(text[at : tag.start()] if shielded else _linked(text[at : tag.start()]))
        out.append(tag[0])
        at = tag.end()
        if tag[2].lower() in {"a", "code", "pre"}:
            shielded = max(0, shielded - 1) if tag[1] else shielded + 1
    out.append(text[at:] if shielded else _linked(text[at:]))
    return "".join(out)


def _linked(text: str) -> str:
    def replacement(match: re.Match[str]) -> str:
        address = match[0].rstrip(".,;:!?)]'")
        plain = html.unescape(address)
        return _link(plain, plain) + match[0][len(address) :]

    return _ADDRESS.sub(replacement, text) if "://" in text else text


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), html.unescape(value).strip())
    return found


def _absolute(address: str, base_url: str) -> str:
    try:
        joined = urljoin(base_url, address)
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) else ""


def _link(address: str, label: str) -> str:
    return f'<a href="{html.escape(address)}">{html.escape(label, quote=False)}</a>'
