"""
Which language a longer text is in, by its smallest words: they make up a third of most texts and
are hardly ever shared. Small and offline; it knows some languages in Latin letters and no others.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from forum.moderation.fold import fold

LISTS: Final = Path(__file__).parent / "data" / "small_words.txt"
WORDS: Final = {
    code: frozenset(words.split())
    for code, _colon, words in (
        line.partition(":") for line in LISTS.read_text(encoding="utf-8").splitlines()
    )
    if words and not code.startswith("#")
}
# So many words it takes; names, greetings and lists of medicines are no text.
LEAST: Final = 30
LOOKED_AT: Final = 1000  # characters
SHARE: Final = 0.14  # languages that put words together have few small ones
DISTINCT: Final = 5
MOST: Final = 0.7  # no text has more small words
TIMES: Final = 3  # so much more than of any language that is welcome


def strange_language(text: str, *, welcome: Collection[str]) -> str:
    """The code of a language that is not welcome and in which the text surely is, or nothing."""
    words = [word.text for word in fold(text[:LOOKED_AT]).words() if not word.text.isdigit()]
    if len(words) < LEAST:
        return ""
    familiar = max((_share(words, code) for code in welcome if code in WORDS), default=0)
    if familiar * TIMES > MOST:
        return ""
    shares = {code: _share(words, code) for code in WORDS}
    found = max(shares, key=lambda code: shares[code])
    is_sure = shares[found] >= SHARE and shares[found] > TIMES * familiar
    if found in welcome or not is_sure or len(WORDS[found].intersection(words)) < DISTINCT:
        return ""
    return found


def _share(words: Sequence[str], code: str) -> float:
    return sum(word in WORDS[code] for word in words) / len(words)
