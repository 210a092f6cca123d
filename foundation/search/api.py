"""What other apps use: `from foundation.search import api as search`."""

from foundation.search.queries import find, find_similar, search, similar
from foundation.search.registry import Card, identify, provide, providers
from foundation.search.services.index import index, rebuild, remove

__all__ = [
    "Card",
    "find",
    "find_similar",
    "identify",
    "index",
    "provide",
    "providers",
    "rebuild",
    "remove",
    "search",
    "similar",
]
