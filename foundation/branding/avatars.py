"""Portraits made here: initials on a quiet colour. No picture is fetched from anywhere."""

import unicodedata
from zlib import crc32

HUES = 8


def initials(name: str) -> str:
    """One or two letters of a name, in any script; never empty."""
    words = [letters for word in name.split() if (letters := _letters(word))]
    if not words:
        return "?"
    first = words[0][0]
    return (first + words[-1][0] if len(words) > 1 else first).upper()


def hue(name: str) -> int:
    """The same colour for the same name on every page; the number of a `hue-N` class."""
    return crc32(name.strip().casefold().encode()) % HUES


def _letters(word: str) -> str:
    return "".join(sign for sign in word if unicodedata.category(sign)[0] in "LN")
