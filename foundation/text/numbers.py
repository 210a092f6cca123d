"""Numbers as they stand in addresses."""

from typing import Final

# Fits a column of 64 bits, with room.
DIGITS: Final = 18


def whole_number(text: str) -> int:
    """
    The number a text says in plain digits; 0, which is nobody's id, for anything else.

    `"\u00b2".isdigit()` is true and `int("\u00b2")` fails: only ASCII digits count.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0
