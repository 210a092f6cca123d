"""The links a text holds, for the rules that count them and the people who check them."""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

from foundation.text.linkify import WordLinkify
from foundation.text.markdown import link_targets
from foundation.text.plain import tidy

# Longer texts are no comments, and a rule runs inside a request.
_LONGEST_SCAN = 20_000
_linkify = WordLinkify()

_HIDDEN = re.compile(r"[\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]")
_DOTS = re.compile(r"[\u3002\uff0e\uff61]|\s?[\[({]\s?(?:\.|dot)\s?[\])}]\s?", re.IGNORECASE)
_DISGUISED_SCHEME = re.compile(r"\bh(?:xx|\*\*|tt|\+\+)p(s?)\s?:\s?/\s?/", re.IGNORECASE)

# linkify asks for a space or a bracket before a scheme; a browser's reader does not.
_GLUED_SCHEME = re.compile(r"(?<![\s/=?&.:\w])(?=https?://)", re.IGNORECASE)


def find_links(text: str) -> list[str]:
    """Every address in a text, in order, each once: links, http and mailto, bare domains.

    Finds more than is drawn as a link: `evil[.]example`, `hxxp://`, full-width letters and words
    cut by invisible characters count too.
    """
    return list(_found_in(text))


# Several rules ask about the same text one after the other.
@lru_cache(8)
def _found_in(text: str) -> tuple[str, ...]:
    source = tidy(text)[:_LONGEST_SCAN]
    found: dict[str, str] = {}
    for link in link_targets(source):
        found.setdefault(_bare(link), link)
    plainer = _undisguised(source)[:_LONGEST_SCAN]
    for match in _linkify.match(plainer) or []:
        url = match.url.rstrip("*_~`")
        found.setdefault(_bare(url), url)
    return tuple(found.values())


def host_of(link: str) -> str:
    """The host of a link in lower case without `www.`; of a mail address, what follows the @."""
    if link.lower().startswith("mailto:"):
        return link.rpartition("@")[2].lower()
    try:
        host = urlsplit(link if "//" in link else f"//{link}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")


def _undisguised(text: str) -> str:
    text = unicodedata.normalize("NFKC", _HIDDEN.sub("", text))
    text = _DISGUISED_SCHEME.sub(r"http\1://", _DOTS.sub(".", text))
    return _GLUED_SCHEME.sub(" ", text)


def _bare(link: str) -> str:
    """What two spellings of one address share."""
    bare = re.sub(r"^(?:https?:)?//", "", link.lower()).removeprefix("www.")
    return bare.rstrip("/")
