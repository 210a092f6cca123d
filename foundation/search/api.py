"""What other apps use: `from foundation.search import api as search`."""

from foundation.search.queries import find, find_similar, search, similar
from foundation.search.registry import Card, identify, provide, providers
from foundation.search.services.index import clear, index, remove

__all__ = [
    "Card",
    "clear",
    "find",
    "find_similar",
    "identify",
    "index",
    "provide",
    "providers",
    "remove",
    "search",
    "similar",
]
