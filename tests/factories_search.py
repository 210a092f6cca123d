"""Things to find, without any app that owns them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from foundation.search import registry
from foundation.search.registry import Card, Row, provide
from foundation.search.services.index import index


@contextmanager
def only_providers() -> Iterator[None]:
    """The registry without the site's own kinds."""
    kept = dict(registry._providers)
    registry._providers.clear()
    try:
        yield
    finally:
        registry._providers.clear()
        registry._providers.update(kept)


class Shelf:
    """A kind of things: some hidden from everybody but `may_see`."""

    def __init__(self, kind: str, *, label: str = "", order: int = 100) -> None:
        self.kind = kind
        self.hidden: set[int] = set()
        self.may_see: Any = "staff"
        self.rows: list[Row] = []
        self.calls: list[list[int]] = []
        provide(kind, self.cards, everything=lambda: list(self.rows), label=label, order=order)

    def put(self, ref: int, title: str = "", text: str = "", **more: Any) -> None:
        index(self.kind, ref, title=title, text=text, **more)

    def cards(self, viewer: Any, refs: Sequence[int]) -> Mapping[int, Card]:
        self.calls.append(list(refs))
        return {
            ref: Card(f"{self.kind} {ref}", f"/{self.kind}/{ref}/", self.kind.title(), "today")
            for ref in refs
            if viewer == self.may_see or ref not in self.hidden
        }
