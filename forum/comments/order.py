"""
Where a comment stands in its tree, as a short text that sorts.

A key holds one element for each ancestor down to level 16 and then the comment's own. An element
is a number in base 36, lower case, with its length in front: "11" is 1, "2100"... sorts after
every one-digit number. Digits and lower-case letters keep this order under every collation.
Deeper replies sort by number under their level-16 ancestor, so a key never grows beyond
MAX_LENGTH, however long a chain gets.
"""

from typing import Final

LEVELS: Final = 16
DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
# 17 elements of at most 1 + 7 characters: 36**7 comments in one discussion.
MAX_LENGTH: Final = (LEVELS + 1) * 8
# Above every key of a branch: an element begins with 1 to 7, never with a letter.
AFTER: Final = "z"


def element(number: int) -> str:
    """One number as text that sorts like the number."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    digits = digits or "0"
    return f"{len(digits)}{digits}"


def split(key: str) -> list[str]:
    """The elements of a key."""
    elements = []
    at = 0
    while at < len(key):
        end = at + 1 + int(key[at])
        elements.append(key[at:end])
        at = end
    return elements


def key_under(parent_key: str, number: int) -> str:
    """The key of comment `number` that answers the comment at `parent_key` ("" for a root)."""
    return "".join(split(parent_key)[:LEVELS]) + element(number)


def branch(key: str) -> tuple[str, str]:
    """
    The bounds (exclusive) of all keys below `key`.

    Exact down to level 16; deeper, a branch cannot be told from its siblings by the key.
    """
    return key, key + AFTER
