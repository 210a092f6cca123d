"""Two texts, word by word: what was taken out, what was added, what stayed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_WORD: Final = re.compile(r"\s*\S+\s*|\s+")
# Comparing costs the product of both lengths at worst; beyond this whole parts are shown.
MOST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind` is "same", "old" or "new". The text is as it was typed; the template escapes it."""

    kind: str
    text: str


def compare(old: str, new: str) -> list[Piece]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    same_head = "".join(before[:head])
    same_tail = "".join(before[len(before) - tail :])
    middle = _middle(before[head : len(before) - tail], after[head : len(after) - tail])
    pieces = [Piece("same", same_head), *middle, Piece("same", same_tail)]
    return [piece for piece in pieces if piece.text]


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _middle(before: list[str], after: list[str]) -> list[Piece]:
    if len(before) * len(after) > MOST:
        return [Piece("old", "".join(before)), Piece("new", "".join(after))]
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=True)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[i1:i2])))
            continue
        pieces.append(Piece("old", "".join(before[i1:i2])))
        pieces.append(Piece("new", "".join(after[j1:j2])))
    return pieces
