from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from foundation.search.query import Query

# Ranking a word that stands in a tenth of 100,000 posts costs 20 ms; only the newest hits of such a
# word are ranked, so that a search costs the same on a large site.
RANKED: Final = 3_000
TITLE_WEIGHT: Final = 8


class Entry(NamedTuple):
    """A document as the index holds it: in tokens."""

    id: int
    kind: str
    title: str
    body: str


class Match(NamedTuple):
    """A document that matched; a higher score is a better one, comparable within one search."""

    id: int
    kind: str
    ref: int
    score: float


class Engine(Protocol):
    def put(self, entry: Entry, *, before: Entry | None) -> None:
        """Index a document in place of what was indexed for it before."""

    def drop(self, before: Entry) -> None:
        """Forget a document."""

    def clear(self) -> None:
        """Forget everything."""

    def match(self, query: Query, *, kinds: Sequence[str], limit: int, newest: bool) -> list[Match]:
        """The documents of these kinds (all, if none is named), best or newest first."""
