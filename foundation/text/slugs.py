"""Slugs that keep every script and are never empty."""

import unicodedata
from itertools import islice

# Letters, the marks that belong to them (Hindi and Thai vowels are marks), and numbers.
_KEPT = ("L", "M", "N")


def slugify_unicode(text: str, *, max_length: int = 80, fallback: str = "untitled") -> str:
    """`Was hilft? Wärme!` -> `was-hilft-wärme`. A title of signs alone is spelled out."""
    text = unicodedata.normalize("NFKC", text[:1000]).casefold()
    return _cut(_joined(text), max_length) or _cut(_spelled(text), max_length) or fallback


def _joined(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    kept = (char if unicodedata.category(char)[0] in _KEPT else " " for char in text)
    words = ("".join(kept)).split()
    # A mark needs a letter before it, or it would sit on the hyphen.
    return "-".join(word for word in map(_without_leading_marks, words) if word)


def _without_leading_marks(word: str) -> str:
    while word and unicodedata.category(word[0])[0] == "M":
        word = word[1:]
    return word


def _spelled(text: str) -> str:
    names = (unicodedata.name(char, "") for char in text if unicodedata.category(char)[0] == "S")
    return _joined(" ".join(islice(filter(None, names), 3)).casefold())


def _cut(slug: str, max_length: int) -> str:
    if len(slug) <= max_length:
        return slug
    cut = slug[:max_length]
    hyphen = cut.rfind("-")
    return (cut[:hyphen] if hyphen > max_length // 2 else cut).strip("-")
