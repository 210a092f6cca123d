"""What a floor above that holds a discussion adds to its panel: links to pages of its own."""

from collections.abc import Callable
from typing import NamedTuple

from accounts.viewer import Viewer
from forum.comments.models import Discussion


class Link(NamedTuple):
    label: str
    url: str


Links = Callable[[Discussion, Viewer], list[Link]]
_sources: list[Links] = []


def add_links(source: Links) -> None:
    """Join at start."""
    _sources.append(source)


def links_for(discussion: Discussion, viewer: Viewer) -> list[Link]:
    return [link for ask in _sources for link in ask(discussion, viewer)]
