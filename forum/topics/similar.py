"""What was asked and written before about the same thing."""

from typing import Final, NamedTuple

from accounts.viewer import Viewer
from foundation.search import api as search

KINDS: Final = ("topic", "article", "comment")
SHORTEST: Final = 8  # characters of a title that can be compared at all
MOST: Final = 5


class Similar(NamedTuple):
    title: str
    url: str
    kind: str


def similar_to(title: str, viewer: Viewer) -> list[Similar]:
    """Topics, articles and comments the viewer may see whose words come nearest to the title."""
    if len(title.strip()) < SHORTEST:
        return []
    return [
        Similar(found.card.title, found.card.url, str(found.card.kind_label))
        for found in search.find_similar(viewer, title, kinds=KINDS, limit=MOST)
    ]
