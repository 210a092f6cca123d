"""Text to words, the same for both engines: what is indexed and what is asked go through here.

The engines get words of ASCII letters with spaces between them and nothing else, so that neither
their ideas of what a word is (addresses, hyphens, dotted numbers) nor the locale of a database
ever meet a text. A change of `words` or `token` makes the stored index stale: `manage.py reindex`.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# PostgreSQL refuses a word of 2,047 bytes and a vector above a megabyte.
LONGEST_WORD = 60
LONGEST_TEXT = 200_000


def _class_of(*ranges: tuple[int, int]) -> str:
    """A character class of the marks in some ranges: vowels and the like, parts of words."""
    marks = (
        chr(code)
        for first, last in ranges
        for code in range(first, last + 1)
        if unicodedata.category(chr(code))[0] == "M"
    )
    return "".join(marks)


_DECORATION = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_VOWELS = _class_of((0x0900, 0x1CFF), (0x3099, 0x309A), (0xA800, 0xABFF))
_RUN = re.compile(rf"[^\W_](?:[^\W_]|['\u2019{_DECORATION}{_VOWELS}])*")
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_VOWELS}])*")
_DROPPED = re.compile(rf"['\u2019{_DECORATION}]")
# Scripts written without spaces: each sign is a word, and a word of a query is a phrase of them.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003134f"
)
_PIECE = re.compile(rf"[{_UNSPACED}]|[^{_UNSPACED}]+")
# Letters that no decomposition makes plain.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_ENGLISH = re.compile(r"[a-z]+")
_NIBBLES = "abcdefghijklmnop"

# Words that say nothing about what a question is about.
STOP_WORDS = frozenset(
    "a about after all also am an and any anybody anyone are as at be been before being but by can"
    " could did do does doing during each else few for from get got had has have having he help her"
    " here hers him his how i if in into is it its just know like me more most much my no nor not"
    " now of off on once only or other our out over own please really same she should so some"
    " someone something such than thanks that the their them then there these they this those"
    " through to too under until up us very want was we were what when where which while who whom"
    " why will with would you your yours".split()
)


def words(text: str) -> list[str]:
    """The words of a text, folded: no case, no accents, no width."""
    return [word for run in _RUN.findall(text[:LONGEST_TEXT]) for word in _fold(run)]


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text with where they stand in it."""
    for run in _RUN.finditer(text):
        start = run.start()
        for piece in _PIECE.finditer(run.group()):
            for word in _fold(piece.group())[:1]:
                yield word, start + piece.start(), start + piece.end()


def significant(text: str, most: int = 12) -> list[str]:
    """What a title or a question is about: its words without the small ones, each once."""
    found = (word for word in words(text[:2_000]) if word not in STOP_WORDS and _says(word))
    return list(dict.fromkeys(found))[:most]


def token(word: str) -> str:
    """A folded word as the engines know it: ASCII letters only, so that any parser keeps it whole.

    English words stay as they are, for the engines stem them. Anything else is spelled in letters,
    with an ending that no stemmer touches.
    """
    word = word[:LONGEST_WORD]
    if _ENGLISH.fullmatch(word):
        return word
    spelled = (_NIBBLES[byte >> 4] + _NIBBLES[byte & 15] for byte in word.encode())
    return "zz" + "".join(spelled) + "q"


def tokens(text: str) -> str:
    """A whole text as an engine indexes it."""
    return " ".join(token(word) for word in words(text))


@lru_cache(maxsize=4096)
def rough_stem(word: str) -> str:
    """Near enough to the engines' stemmers to mark a word in a snippet. Never used for finding."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz"
    return word[:-1] if doubled else word.rstrip("i")


_ENDINGS = (
    "ational",
    "ingly",
    "ings",
    "ness",
    "edly",
    "ies",
    "ing",
    "ed",
    "es",
    "ly",
    "s",
    "e",
    "y",
)


@lru_cache(maxsize=8192)
def _fold(run: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", run).casefold())
    text = unicodedata.normalize("NFC", _DROPPED.sub("", text)).translate(_PLAIN)
    return tuple(piece for word in _WORD.findall(text) for piece in _PIECE.findall(word))


def _says(word: str) -> bool:
    return len(word) > 2 or not word.isascii() or word.isdigit()
