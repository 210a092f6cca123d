"""
What a view says of its answer: that everybody may be shown it, and what it is made of.

Nothing is kept unless a view says so. A page that names nothing is made of everything, so that a
forgotten name costs time and never shows what has gone.
"""

from __future__ import annotations

from django.http import HttpRequest

from foundation.pagecache import versions

_KEPT = "_pagecache_kept"
_MADE_OF = "_pagecache_made_of"


def keep(request: HttpRequest) -> None:
    """The answer is the same for everybody who is signed out."""
    setattr(request, _KEPT, True)


def made_of(request: HttpRequest, *names: str) -> None:
    """The answer shows these, and the site as a whole, and no list of other things."""
    found: frozenset[str] = getattr(request, _MADE_OF, frozenset({versions.SITE}))
    setattr(request, _MADE_OF, found.union(names))


def is_kept(request: HttpRequest) -> bool:
    return bool(getattr(request, _KEPT, False))


def names_of(request: HttpRequest) -> frozenset[str] | None:
    """None for everything."""
    found: frozenset[str] | None = getattr(request, _MADE_OF, None)
    return found
