"""Lists of phrases that people of the site keep as texts, compiled once for all languages."""

from typing import Any, Final

from django.conf import settings as django_settings

from forum.moderation.models import WordMode
from forum.moderation.words import Lexicon, Match, compile_words
from foundation.branding import texts

MOST_WORDS_OF_THANKS: Final = 10

_kept: dict[str, tuple[Any, Lexicon]] = {}


def find(key: str, body: str) -> Match | None:
    """The first phrase of the list `key` that stands in the text, whatever language it is in."""
    return next(lexicon(key).find(body), None)


def lexicon(key: str) -> Lexicon:
    version = texts.version()
    known = _kept.get(key)
    if known is None or known[0] != version:
        known = _kept[key] = (version, compile_words(_entries(key)))
    return known[1]


def is_thanks(body: str) -> bool:
    """A few words that thank or agree, and neither ask nor answer."""
    if len(body.split()) > MOST_WORDS_OF_THANKS or "?" in body:
        return False
    return find("desk.thanks", body) is not None


def _entries(key: str) -> list[tuple[str, str]]:
    """Each phrase with how it is found: a star stands for any letters."""
    found: dict[str, None] = {}
    for code, _name in django_settings.LANGUAGES:
        found |= dict.fromkeys(texts.lines_in(key, code))
    return [(one, WordMode.WILDCARD if "*" in one else WordMode.PHRASE) for one in found]
