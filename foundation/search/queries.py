"""Finding: `search` and `similar` know nobody; `find` and `find_similar` show what one may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from foundation.search.engines import Match, engine
from foundation.search.models import Document
from foundation.search.query import Query, likeness, parse
from foundation.search.registry import Card, provider_of, providers
from foundation.search.snippets import snippet

# How many matches are offered to the loaders at most, and how many at a time.
_OFFERED = 300
_AT_A_TIME = 60


class Hit(NamedTuple):
    """A match with its words. Not checked for who may see it."""

    kind: str
    ref: int
    score: float
    snippet_html: SafeString


class Found(NamedTuple):
    """A match its viewer may see."""

    hit: Hit
    card: Card


@dataclass(frozen=True)
class Page:
    found: list[Found]
    count: int
    is_more: bool  # than were counted


def search(
    query: str, *, kinds: Sequence[str] = (), limit: int = 20, newest: bool = False
) -> list[Hit]:
    parsed = parse(query)
    return _hits(_matches(parsed, kinds=kinds, limit=limit, newest=newest), parsed)


def similar(text: str, *, kinds: Sequence[str] = (), limit: int = 5) -> list[Hit]:
    """What has the most, and the rarest, of a text's words: for offering it before posting."""
    parsed = likeness(text)
    return _hits(_matches(parsed, kinds=kinds, limit=limit, newest=False), parsed)


def find(
    viewer: Any, query: str, *, kinds: Sequence[str] = (), limit: int = 20, newest: bool = False
) -> list[Found]:
    return browse(viewer, query, kinds=kinds, newest=newest, show=slice(limit)).found


def find_similar(
    viewer: Any, text: str, *, kinds: Sequence[str] = (), limit: int = 5
) -> list[Found]:
    query = likeness(text)
    return _found(_seen(viewer, query, kinds=kinds, limit=limit, newest=False), query)


def browse(
    viewer: Any,
    query: str,
    *,
    kinds: Sequence[str] = (),
    newest: bool = False,
    show: slice,
    count_to: int = 0,
) -> Page:
    """A piece of what can be seen, and how much that is, counted to a limit."""
    parsed = parse(query)
    limit = max(count_to, show.stop)
    seen = _seen(viewer, parsed, kinds=kinds, limit=limit + 1, newest=newest)
    return Page(_found(seen[show], parsed), min(len(seen), limit), len(seen) > limit)


def _found(seen: Sequence[tuple[Match, Card]], query: Query) -> list[Found]:
    hits = _hits([match for match, _ in seen], query)
    return [Found(hit, card) for hit, (_, card) in zip(hits, seen, strict=True)]


def _seen(
    viewer: Any, query: Query, *, kinds: Sequence[str], limit: int, newest: bool
) -> list[tuple[Match, Card]]:
    """More is matched than wanted, and what the loaders do not give back is left out."""
    known = [kind for kind in kinds or [p.kind for p in providers()] if provider_of(kind)]
    if not known:
        return []
    matches = _matches(query, kinds=known, limit=_OFFERED, newest=newest)
    seen: list[tuple[Match, Card]] = []
    for start in range(0, len(matches), _AT_A_TIME):
        batch = matches[start : start + _AT_A_TIME]
        cards = _cards(viewer, batch)
        seen += [
            (match, cards[match.kind, match.ref])
            for match in batch
            if (match.kind, match.ref) in cards
        ]
        if len(seen) >= limit:
            break
    return seen[:limit]


def _cards(viewer: Any, matches: Sequence[Match]) -> dict[tuple[str, int], Card]:
    refs: dict[str, list[int]] = {}
    for match in matches:
        refs.setdefault(match.kind, []).append(match.ref)
    return {
        (kind, ref): card
        for kind, wanted in refs.items()
        if (provider := provider_of(kind))
        for ref, card in provider.loader(viewer, wanted).items()
    }


def _matches(query: Query, *, kinds: Sequence[str], limit: int, newest: bool) -> list[Match]:
    if query.is_empty or limit <= 0:
        return []
    return engine().match(query, kinds=kinds, limit=limit, newest=newest)


def _hits(matches: Sequence[Match], query: Query) -> list[Hit]:
    bodies = dict(
        Document.objects.filter(pk__in=[match.id for match in matches]).values_list("pk", "body")
    )
    return [
        Hit(match.kind, match.ref, match.score, snippet(bodies.get(match.id, ""), query.words))
        for match in matches
    ]
