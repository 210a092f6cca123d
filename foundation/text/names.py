"""Names people choose: made clean, compared by what they look like, kept from posing as staff."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from foundation.text.plain import tidy

# Letters that show nothing: Hangul fillers, Mongolian separators, the empty Braille cell, variants.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u2800\u3164\uffa0\ufe00-\ufe0f"
    "\U000e0100-\U000e01ef]"
)
# Control, format (zero-width, bidirectional), surrogate, private, unassigned.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_SPACES = {"Zs", "Zl", "Zp"}

# Marks that are mere decoration on a letter; the marks of Indic scripts are vowels and stay.
_DECORATION = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f]"
)
# By capital, because Η and η look like different letters.
_CAPITALS = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϺАВЕКМНОРСТУХЅІЈԚԜҺӀᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃ",
    "ABEZHIKMNOPTYXCMABEKMHOPCTYXSIJQWHIABCDEGHJKLMPRSTVWZ",
)
_LOOK_LIKE = {
    "a": "аαɑᴀɐ@4ӓӑª",
    "b": "вьЬʙβ8ɓƀϐ",
    "c": "сϲᴄсƈ¢",
    "d": "ԁᴅđɖɗժ",
    "e": "еєҽεᴇəǝɛ3€зэ℮ϵ",
    "f": "ƒꜰϝ",
    "g": "ɡɢցǥ9ԍ",
    "h": "һнʜħհ",
    # One class: I, l, 1 and | are one stroke in most fonts, and a name is compared without case.
    "l": "iіїıɩɪιӏ1!|łʟǀ∣ɭյ",
    "j": "јᴊϳ",
    "k": "кκᴋƙĸ",
    "m": "мᴍɱʍϻ",
    "n": "пηɴոռπƞ",
    "o": "оοσᴏօ0øөѳθσ°○◯",
    "p": "рρᴘþϼƿ",
    "q": "ԛզɋ",
    "r": "гʀꮁɾяᴙ",
    "s": "ѕꜱ5$ʂƽ§",
    "t": "тτᴛŧ7+ƭ",
    "u": "υսᴜцμʋ",
    "v": "νѵᴠⴸ",
    "w": "ԝшщωᴡɯա",
    "x": "хχ×ҳ",
    "y": "уγʏүўყ",
    "z": "ᴢ2ȥʐ",
    "ae": "æӕ",
    "oe": "œ",
}
_FOLD = {ord(char): plain for plain, chars in _LOOK_LIKE.items() for char in chars}
# Letters in boxes and discs, and flags' letters, which compatibility folding leaves alone.
_FOLD |= {
    first + number: "abcdefghljklmnopqrstuvwxyz"[number]
    for first in (0x1F150, 0x1F170, 0x1F1E6)
    for number in range(26)
}
_PAIRS = (("rn", "m"), ("vv", "w"))

_RESERVED_WORDS = (
    "admin", "admins", "administrator", "administrators", "administration", "moderator",
    "moderators", "moderation", "mod", "mods", "staff", "team", "support", "helpdesk", "official",
    "editor", "editors", "editorial", "system", "sysop", "sysadmin", "root", "superuser",
    "webmaster", "postmaster", "hostmaster", "owner", "founder", "operator", "security", "abuse",
    "guest", "anonymous", "everyone", "deleted", "nobody", "null", "undefined", "threadwell",
    "administrador", "administradora", "administrateur", "administratrice", "amministratore",
    "administratorin", "moderador", "moderadora", "modérateur", "modératrice", "moderatore",
    "moderatorin", "redaktion", "redaction", "redacción", "redazione", "администратор", "админ",
    "модератор", "管理员", "管理者", "版主",
)  # fmt: skip
# Also inside a longer word (`ForumModerator`); short ones would hit Badminton, Stafford, Modesta.
_RESERVED_PARTS = (
    "administrator", "moderator", "webmaster", "siteadmin", "forumadmin", "adminteam",
    "administrateur", "administrador", "администратор", "модератор", "管理员",
)  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORD = re.compile(r"[\W_]+")
_EDGE_DIGITS = re.compile(r"^\d+|\d+$")


def clean_name(name: str) -> str:
    """The name as it is stored and shown: one line, NFKC, nothing invisible, single spaces."""
    name = unicodedata.normalize("NFKC", tidy(name))
    shown = (_visible(char) for char in _BLANK.sub("", name))
    return " ".join("".join(shown).split())


def skeleton(name: str) -> str:
    """What a name looks like: two names with one skeleton must not both be taken.

    Not for showing. Case, accents, spaces and points do not count; look-alike letters of Greek,
    Cyrillic, Armenian and Cherokee, letters in boxes, and digits for letters are folded.
    """
    cleaned = clean_name(name)
    folded = _fold(cleaned)
    # A name of signs alone is its own skeleton, so that two of them may differ.
    kept = (char for char in folded if unicodedata.category(char)[0] in "LMN")
    return "".join(kept) or cleaned.casefold()


def is_reserved_name(name: str, *, also: Iterable[str] = ()) -> bool:
    """Does the name pose as staff, the system or somebody who is not there?

    `also` adds words of the site, such as its own name.
    """
    words = _reserved_words() | {skeleton(word) for word in also if word.strip()}
    whole = skeleton(name)
    if whole in words or any(part in whole for part in _reserved_parts()):
        return True
    if whole.startswith(skeleton("admin")) or whole.endswith(skeleton("admin")):
        return True
    return any(
        skeleton(form) in words
        for word in _NOT_WORD.split(_CAMEL.sub(" ", clean_name(name)))
        for form in (word, _EDGE_DIGITS.sub("", word))
        if form
    )


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category in _SPACES:
        return " "
    return "" if category in _UNSEEN and not char.isspace() else char


def _fold(name: str) -> str:
    # Capitals first where they pose as Latin ones: beside Latin letters, or in a name of capitals.
    if name.isupper() or re.search("[A-Za-z]", name):
        name = name.translate(_CAPITALS)
    name = unicodedata.normalize("NFKD", name.casefold())
    name = _DECORATION.sub("", name)
    name = "".join(_ascii_digit(char) for char in name).translate(_FOLD)
    for pair, looks_like in _PAIRS:
        name = name.replace(pair, looks_like)
    return unicodedata.normalize("NFC", name)


def _ascii_digit(char: str) -> str:
    digit = unicodedata.digit(char, -1)
    return char if digit < 0 else str(digit)


@cache
def _reserved_words() -> frozenset[str]:
    return frozenset(skeleton(word) for word in _RESERVED_WORDS)


@cache
def _reserved_parts() -> frozenset[str]:
    return frozenset(skeleton(word) for word in _RESERVED_PARTS)
