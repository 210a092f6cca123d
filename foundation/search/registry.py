"""Who can be searched: upper floors join with a kind, and answer for who may see it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise


class Card(NamedTuple):
    """What a result shows besides its snippet."""

    title: str
    url: str
    kind_label: str | Promise = ""
    meta: str = ""


# Given a viewer and refs, the cards of those the viewer may see; the others are left out.
type Loader = Callable[[Any, Sequence[int]], Mapping[int, Card]]
# One thing as (ref, title, body), or with the moment that "newest first" sorts by.
type Row = tuple[int, str, str] | tuple[int, str, str, datetime]
# Everything there is of a kind, for `manage.py reindex`.
type Everything = Callable[[], Iterable[Row]]


@dataclass(frozen=True)
class Provider:
    kind: str
    loader: Loader
    everything: Everything | None
    label: str | Promise
    order: int


_providers: dict[str, Provider] = {}
_viewer_of: list[Callable[[HttpRequest], Any]] = []


def provide(
    kind: str,
    loader: Loader,
    *,
    everything: Everything | None = None,
    label: str | Promise = "",
    order: int = 100,
) -> None:
    """Join the search, from an app's `ready`. `label` heads the group of results, in the plural."""
    _providers[kind] = Provider(kind, loader, everything, label, order)


def providers() -> list[Provider]:
    """In the order in which their groups stand on the page."""
    return sorted(_providers.values(), key=lambda provider: (provider.order, provider.kind))


def provider_of(kind: str) -> Provider | None:
    return _providers.get(kind)


def identify(viewer_of: Callable[[HttpRequest], Any]) -> None:
    """Say how to tell who is looking; the floor that knows people does."""
    _viewer_of[:] = [viewer_of]


def viewer_of(request: HttpRequest) -> Any:
    """Who is looking, or None, which every loader takes for nobody."""
    return _viewer_of[0](request) if _viewer_of else None
