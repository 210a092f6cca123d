"""
Whole answers, compressed, in Django's cache `pages`: shared by all processes and servers.

A cache that is lost or broken costs time and nothing else: whatever it says wrong counts as "not
there", and its failing is logged once until it works again.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.core.cache import caches

from foundation.pagecache import near, versions

ALIAS: Final = "pages"
# A page is made anew after this, for the counts of votes that change no version.
YOUNG_SECONDS: Final = 60
# So long its successor can be compared with it, and it is shown while that one is made.
KEPT_SECONDS: Final = 600
# Nobody builds a page for longer; a builder that was killed is forgotten then.
BUILD_SECONDS: Final = 20
QUIET_SECONDS: Final = 5.0
LARGEST: Final = 384 * 1024  # all comments of an article on one page
LEVEL: Final = 5
FORMAT: Final = 1

logger = logging.getLogger("foundation.pagecache")


@dataclass(frozen=True, slots=True)
class Page:
    """An answer to be given again. `names` None: made of everything."""

    headers: tuple[tuple[str, str], ...]
    packed: bytes
    length: int
    etag: str
    changed_at: int
    made_at: float
    names: tuple[str, ...] | None
    stamp: str

    @classmethod
    def of(
        cls,
        body: bytes,
        headers: tuple[tuple[str, str], ...],
        names: frozenset[str] | None,
        numbers: Mapping[str, int],
        *,
        before: Page | None = None,
    ) -> Page:
        """
        `changed_at` is the second after the change: a date that is only told from then on never
        stands for two texts of one second.
        """
        now = time.time()
        digest = hashlib.sha256(body)
        for name, value in headers:
            digest.update(f"\n{name}: {value}".encode())
        # Weak: the packed and the plain body are one page.
        etag = f'W/"{digest.hexdigest()[:32]}"'
        same = before is not None and before.etag == etag
        return cls(
            headers=headers,
            packed=gzip.compress(body, LEVEL, mtime=0),
            length=len(body),
            etag=etag,
            changed_at=before.changed_at if before is not None and same else math.floor(now) + 1,
            made_at=now,
            names=None if names is None else tuple(sorted(names)),
            stamp=versions.stamp(numbers, names),
        )

    def stands(self, numbers: Mapping[str, int]) -> bool:
        """Whether nothing it shows has changed."""
        return self.stamp == versions.stamp(numbers, self.names)

    def is_young(self) -> bool:
        return 0 <= time.time() - self.made_at < YOUNG_SECONDS

    def body(self) -> bytes:
        return gzip.decompress(self.packed)


def key_of(*parts: str) -> str:
    """One key for one address, whatever stands in it."""
    return hashlib.sha256("\0".join((str(FORMAT), *parts)).encode()).hexdigest()


def get(key: str) -> Page | None:
    found = _tried(lambda: caches[ALIAS].get(f"page:{key}"), None)
    try:
        page = Page(*found) if isinstance(found, tuple) else None
    except TypeError:  # of another release
        return None
    if page is not None:
        near.keep(key, page)
    return page


def put(key: str, page: Page) -> bool:
    """Keep it, unless it is too large."""
    if len(page.packed) > LARGEST:
        return False
    # Plain values: another release may read them.
    values = tuple(getattr(page, name) for name in page.__slots__)
    _tried(lambda: caches[ALIAS].set(f"page:{key}", values, KEPT_SECONDS), None)
    near.keep(key, page)
    return True


def begin(key: str) -> bool:
    """Whether this one is to make the page: one at a time does, over all processes."""
    return _tried(lambda: caches[ALIAS].add(f"build:{key}", 1, BUILD_SECONDS), True)


def is_begun(key: str) -> bool:
    return _tried(lambda: caches[ALIAS].get(f"build:{key}") is not None, False)


def end(key: str) -> None:
    _tried(lambda: caches[ALIAS].delete(f"build:{key}"), False)


_quiet_until = 0.0


def _tried[T](work: Callable[[], T], otherwise: T) -> T:
    """
    What the cache answers; `otherwise` where it does not. Any fault of any backend counts, and
    for some seconds after it the cache is not asked: waiting for a dead server costs more than
    making pages.
    """
    global _quiet_until  # noqa: PLW0603  one memory for the process
    if time.monotonic() < _quiet_until:
        return otherwise
    try:
        found = work()
    except Exception:
        if not _quiet_until:
            logger.warning("The page cache does not work; pages are made each time", exc_info=True)
        _quiet_until = time.monotonic() + QUIET_SECONDS
        return otherwise
    _quiet_until = 0.0
    return found


def forget_faults() -> None:
    """Ask the cache again at once."""
    global _quiet_until  # noqa: PLW0603
    _quiet_until = 0.0
