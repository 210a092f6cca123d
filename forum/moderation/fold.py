"""
Texts compared as people read them: compatible letters, case and invisible signs are one.

`fold` keeps, for every folded letter, where it stood in the source, so that what a rule finds can
be shown in the text as it was written.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple


class Word(NamedTuple):
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Folded:
    text: str
    places: tuple[int, ...] | None  # of each letter in the source; None: the same
    length: int  # of the source

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the folded text as a span of the source."""
        if self.places is None:
            return start, end
        after = self.places[end] if end < len(self.places) else self.length
        return self.places[start], after

    def words(self) -> tuple[Word, ...]:
        return _words(self.text)


# Many rules look at the same text one after the other, so the last ones are kept.
_KEPT: Final = 8


@lru_cache(_KEPT)
def fold(text: str) -> Folded:
    lowered = text.casefold()
    if text.isascii() or (
        len(lowered) == len(text)
        and unicodedata.is_normalized("NFKC", text)
        and not _INVISIBLE.search(text)
    ):
        return Folded(lowered, None, len(text))
    letters: list[str] = []
    places: list[int] = []
    for start, end in _clusters(text):
        piece = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text[start:end])).casefold()
        letters.append(piece)
        places.extend([start] * len(piece))
    return Folded("".join(letters), tuple(places), len(text))


def folded(text: str) -> str:
    """The folded text with single spaces."""
    return " ".join(fold(text).text.split())


@lru_cache(_KEPT)
def _words(text: str) -> tuple[Word, ...]:
    return tuple(Word(found.group(), *found.span()) for found in WORD.finditer(text))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """A letter with the marks that stand on it."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            yield start, place
            start = place


def _ranges(*categories: str) -> str:
    """The inside of a character class with all signs of these categories."""
    signs = (
        code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in categories
    )
    runs = [list(run) for _, run in groupby(enumerate(signs), lambda pair: pair[1] - pair[0])]
    return "".join(rf"\U{run[0][1]:08x}-\U{run[-1][1]:08x}" for run in runs)


# Vowel signs and accents of many scripts are marks, not letters; they belong to their word.
WORD: Final = re.compile(rf"[\w{_ranges('Mn', 'Mc')}]+")
_INVISIBLE: Final = re.compile(rf"[{_ranges('Cf')}]")
