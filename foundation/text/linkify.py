"""Addresses in plain text, found by linkify-it a word at a time.

linkify-it itself takes seconds for ten thousand characters of `a.|` (the square of the length), and
keeps its state on the object, so it is neither given a long text nor shared between threads.
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from linkify_it import LinkifyIt

# Only the head of a word is looked at; an address that runs over its end is taken whole.
_HEAD = 120
_LONGEST_ADDRESS = 2_000
_WORD = re.compile(r"[^\s<>|\uff5c]+")
# Inside a word: the full stop at its end is not worth a look.
_HINT = re.compile(r"[.:@][\w/\[]")
_NOT_AT_THE_END = ".,;:!?'\"*_~`)]}>"


@dataclass(frozen=True)
class Address:
    """What markdown-it reads of a match."""

    schema: str
    index: int
    last_index: int
    text: str
    url: str


class WordLinkify:
    """What markdown-it asks of a linkifier."""

    def __init__(self) -> None:
        self._engine = _Engine()

    def pretest(self, text: str) -> bool:
        return bool(_HINT.search(text))

    test = pretest

    def match(self, text: str) -> list[Address] | None:
        return list(self._matches(text)) or None

    def match_at_start(self, text: str) -> Address | None:
        """The address that the text begins with, where it begins with a scheme."""
        word = _WORD.match(text[:_LONGEST_ADDRESS])
        match = self._engine.linkify.match_at_start(word.group()) if word else None
        return _address(match, 0, "") if match else None

    def _matches(self, text: str) -> Iterator[Address]:
        for word in _WORD.finditer(text):
            head, tail = word.group()[:_HEAD], word.group()[_HEAD:_LONGEST_ADDRESS]
            if not _HINT.search(head):
                continue
            for match in self._engine.linkify.match(head) or ():
                runs_over = tail and match.last_index == len(head)
                more = tail.rstrip(_NOT_AT_THE_END) if runs_over else ""
                yield _address(match, word.start(), more)


class _Engine(threading.local):
    def __init__(self) -> None:
        # `//host` is no address people write, and is the other thing that is slow.
        self.linkify = LinkifyIt().add("//", None)


def _address(match: Any, offset: int, more: str) -> Address:
    return Address(
        schema=match.schema,
        index=match.index + offset,
        last_index=match.last_index + offset + len(more),
        text=match.text + more,
        url=match.url + more,
    )
