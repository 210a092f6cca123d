"""
Texts that are nearly the same, told by a sketch of sixteen small numbers.

Every eight bytes in a row of the folded text get a number; each of sixteen bins keeps its least.
Two texts that share nine tenths of their rows share about as many bins (minwise hashing in one
permutation). Copies are looked up by bands, pairs of bins in one number each: texts that share
three quarters of their bins agree in at least one of the four bands in 96 cases of 100, others
in hardly any.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple
from zlib import crc32

from forum.moderation.fold import fold

BINS: Final = 16
ROW: Final = 8  # bytes
LONGEST: Final = 4_000  # letters looked at
EMPTY: Final = 0xFFFF
ALIKE: Final = 12  # of the bins, so that a changed name or greeting hides no copy


class Sketch(NamedTuple):
    text: str  # four hexadecimal digits for each bin
    bands: tuple[int, int, int, int]  # signed, of 32 bits


def words_of(text: str) -> str:
    """What is compared: the author's own words, without what they quote."""
    own = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
    return " ".join(word.text for word in fold(own[:LONGEST]).words())


def draw(words: str) -> Sketch:
    source = words.encode()
    rows = range(max(len(source) - ROW, 0) + 1)
    numbers = {crc32(source[place : place + ROW]) for place in rows}
    # From the greatest down: what stays in a bin is its least.
    kept = {number & 15: number >> 16 for number in sorted(numbers, reverse=True)}
    least = [kept.get(bin_, EMPTY) for bin_ in range(BINS)]
    one, two, three, four = (_band(least[place : place + 2]) for place in range(0, 8, 2))
    return Sketch("".join(f"{value:04x}" for value in least), (one, two, three, four))


def is_alike(one: str, other: str) -> bool:
    """Whether two sketches are of nearly the same text."""
    if len(one) != len(other):
        return False
    same = sum(one[at : at + 4] == other[at : at + 4] for at in range(0, 4 * BINS, 4))
    return same >= ALIKE


def _band(pair: Iterable[int]) -> int:
    high, low = pair
    return (high << 16 | low) - 2**31
