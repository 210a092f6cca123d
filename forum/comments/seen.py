"""
A set of numbers in a few characters: all up to a mark, and some spans beyond it.

What a person has read of a discussion is nearly always "everything up to here"; the spans are
what they have read further on, on other pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

# A row stays small: of more spans than this the longest are kept. What is dropped counts as not
# read, so that it is shown as new once more; nothing unread is ever lost.
SPANS: Final = 100


@dataclass(frozen=True, slots=True)
class Seen:
    """All numbers up to `to`, and those in `spans`, which are sorted and lie apart."""

    to: int = 0
    spans: tuple[tuple[int, int], ...] = ()

    def __contains__(self, number: int) -> bool:
        if number <= self.to:
            return True
        return bool(self.spans) and any(first <= number <= last for first, last in self.spans)

    @property
    def last(self) -> int:
        """The highest number of the set."""
        return self.spans[-1][1] if self.spans else self.to

    @property
    def more(self) -> str:
        """The spans as text: "13-15 18"."""
        return " ".join(
            str(first) if first == last else f"{first}-{last}" for first, last in self.spans
        )

    def and_all_to(self, mark: int) -> Self:
        """The set with all numbers up to `mark`."""
        to = max(self.to, mark)
        beyond = [span for span in self.spans if span[1] > to]
        if beyond and beyond[0][0] <= to + 1:
            to = beyond.pop(0)[1]
        return type(self)(to, tuple(beyond))

    def and_these(self, numbers: Iterable[int]) -> Self:
        """The set with these numbers too, in at most SPANS spans."""
        ranges = [(0, self.to), *self.spans, *((number, number) for number in numbers)]
        joined: list[tuple[int, int]] = []
        for first, last in sorted(ranges):
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        (_, to), *beyond = joined
        return type(self)(to, tuple(_longest(beyond)))

    @classmethod
    def parse(cls, to: int, more: str) -> Self:
        spans = (part.partition("-") for part in more.split())
        return cls(to, tuple((int(first), int(last or first)) for first, _, last in spans))

    @classmethod
    def all_but(cls, missing: Iterable[int], *, to: int) -> Self:
        """All numbers up to `to` without the missing ones, in at most SPANS spans."""
        spans = []
        begin = 0
        for number in sorted({number for number in missing if number <= to}):
            spans.append((begin, number - 1))
            begin = number + 1
        spans.append((begin, to))
        (_, mark), *beyond = spans
        kept = [span for span in beyond if span[0] <= span[1]]
        return cls(mark, tuple(_longest(kept)))


def _longest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if len(spans) <= SPANS:
        return spans
    return sorted(sorted(spans, key=lambda span: span[0] - span[1])[:SPANS])
