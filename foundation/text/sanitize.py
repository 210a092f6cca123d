"""The last thing that happens to HTML before it is stored. The only module that calls bleach.

Every profile is one row of `PROFILES`; bleach and nh3 are both built from that row, so a hole has
to be in both to matter. The order is nh3, bleach, nh3: the first pass only repairs the nesting
(bleach drops the text of a table with loose content, and needs time out of proportion for a long
text, so it is fed well-formed pieces), the second and the third are the gates. bleach 6.4.0 is the
final release of bleach; to leave it, take `_through_bleach` out.

Nothing may rewrite HTML after this: not links, not mentions, not excerpts.
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import bleach
import nh3

ProfileName = Literal["comment", "article", "import"]

# A piece between two top-level ends with more tags and entities than this is no honest text;
# it loses its markup and keeps its words. bleach is worse than linear, so it gets a short lead.
HEAVIEST_PIECE = 4_000
_PIECE_LENGTH = 1_500
_LONGEST_ADDRESS = 2_000

_WEB_ADDRESS = re.compile(
    r"(?:https?://[^\s\x00-\x20\\/?#@][^\s\x00-\x20\\]*|mailto:[^\s\x00-\x20\\:]+@[^\s\x00-\x20\\:]+)",
    re.IGNORECASE,
)
_OWN_ADDRESS = re.compile(r"/(?![/\\])[^\s\x00-\x20\\]*|#[^\s\x00-\x20\\]*")
_OWN_PICTURE = re.compile(r"/media/(?!.*\.\.)[\w/.%-]+")
_LANGUAGE_CLASS = re.compile(r"language-[A-Za-z0-9+#.-]{1,30}")
_ALIGN_CLASS = re.compile(r"align-(?:center|end)")
_NUMBER = re.compile(r"\d{1,9}")
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)(?:[^<>"]|"[^"]*")*>')
_VOID = {"br", "hr", "img"}


@dataclass(frozen=True)
class Profile:
    """What may stand in one kind of text: tags, and the attributes each of them may have."""

    tags: frozenset[str]
    attributes: dict[str, frozenset[str]] = field(default_factory=dict)
    link_rel: str = "ugc nofollow noopener"

    def allows(self, tag: str, name: str, value: str) -> bool:
        """The one question both gates ask about an attribute."""
        return name in self.attributes.get(tag, ()) and _is_fit(tag, name, value)


_LITE = frozenset({"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"})
_LITE_ATTRIBUTES = {
    "a": frozenset({"href"}),
    "code": frozenset({"class"}),
    "ol": frozenset({"start"}),
}
_RICH = _LITE | {
    "del", "figcaption", "figure", "h2", "h3", "h4", "hr", "img", "s", "sub", "sup", "table",
    "tbody", "td", "th", "thead", "tr",
}  # fmt: skip
_RICH_ATTRIBUTES = _LITE_ATTRIBUTES | {
    "img": frozenset({"src", "alt", "title"}),
    "td": frozenset({"class"}),
    "th": frozenset({"class"}),
}
PROFILES: dict[ProfileName, Profile] = {
    "comment": Profile(tags=_LITE, attributes=_LITE_ATTRIBUTES),
    # Editors vouch for the links they set.
    "article": Profile(tags=_RICH, attributes=_RICH_ATTRIBUTES, link_rel="noopener"),
    # Nobody here wrote it and nobody vouches for it.
    "import": Profile(
        tags=_RICH | {"b", "i", "u", "cite", "q", "dl", "dt", "dd", "caption", "tfoot"},
        attributes=_RICH_ATTRIBUTES
        | {
            "td": frozenset({"class", "colspan", "rowspan"}),
            "th": frozenset({"class", "colspan", "rowspan"}),
        },
    ),
}


def clean_html(html: str, profile: ProfileName) -> str:
    """The HTML with only what the profile allows. Store the result as it is."""
    last_gate = _nh3(profile)
    repaired = last_gate.clean(html)
    return last_gate.clean("".join(_through_bleach(piece, profile) for piece in _pieces(repaired)))


def clean_plain(escaped: str, profile: ProfileName) -> str:
    """For text that was escaped, not marked up, and is too heavy for bleach: the last gate only."""
    return _nh3(profile).clean(escaped)


def weight(html: str) -> int:
    """What a text costs bleach: its tags and entities."""
    return html.count("<") + html.count("&")


def is_web_address(value: str) -> bool:
    """May a link go there: http, https, mailto, or a place on this site?

    A list of what may pass, so an unknown scheme, `scheme:digits` (which bleach takes for
    host:port), `//host` and anything with white space or a backslash is out.
    """
    return len(value) <= _LONGEST_ADDRESS and bool(
        _WEB_ADDRESS.fullmatch(value) or _OWN_ADDRESS.fullmatch(value)
    )


def is_own_picture(value: str) -> bool:
    """Is this the address of a file that was uploaded here?"""
    return len(value) <= _LONGEST_ADDRESS and bool(_OWN_PICTURE.fullmatch(value))


def _is_fit(tag: str, name: str, value: str) -> bool:
    match name:
        case "href":
            return is_web_address(value)
        case "src":
            return is_own_picture(value)
        case "class":
            pattern = _LANGUAGE_CLASS if tag == "code" else _ALIGN_CLASS
            return bool(pattern.fullmatch(value))
        case "start" | "colspan" | "rowspan":
            return bool(_NUMBER.fullmatch(value))
    return True


@cache
def _nh3(name: ProfileName) -> nh3.Cleaner:
    profile = PROFILES[name]

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "rel" and tag == "a":
            return value  # written by link_rel, never taken from the text
        return value if profile.allows(tag, attribute, value) else None

    return nh3.Cleaner(
        tags=set(profile.tags),
        attributes={tag: set(names) for tag, names in profile.attributes.items()},
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto"},
        clean_content_tags={"script", "style"},
        link_rel=profile.link_rel,
    )


class _Bleaches(threading.local):
    """A cleaner of bleach's is costly to build and must not be shared between threads."""

    def __init__(self) -> None:
        self._by_profile: dict[ProfileName, bleach.Cleaner] = {}

    def of(self, name: ProfileName) -> bleach.Cleaner:
        if name not in self._by_profile:
            self._by_profile[name] = bleach.Cleaner(
                tags=PROFILES[name].tags,
                attributes=PROFILES[name].allows,
                protocols={"http", "https", "mailto"},
                strip=True,
                strip_comments=True,
            )
        return self._by_profile[name]


_bleaches = _Bleaches()


def _through_bleach(piece: str, name: ProfileName) -> str:
    if weight(piece) > HEAVIEST_PIECE:
        words = " ".join(_TAG.sub(" ", piece).split())
        return f"<p>{words}</p>"
    cleaned: str = _bleaches.of(name).clean(piece)
    return cleaned


def _pieces(html: str) -> Iterator[str]:
    """Cut well-formed HTML between top-level elements, into pieces of a few paragraphs."""
    start = depth = 0
    for tag in _TAG.finditer(html):
        closes, name = tag.groups()
        if name in _VOID:
            continue
        depth += -1 if closes else 1
        if depth == 0 and tag.end() - start >= _PIECE_LENGTH:
            yield html[start : tag.end()]
            start = tag.end()
    if start < len(html):
        yield html[start:]
