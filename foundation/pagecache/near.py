"""
The pages this process gave last, as it was handed them: what many ask for is not fetched from the
cache each time. Whether a page still stands is asked each time, as of any.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from foundation.pagecache.store import Page

MOST_BYTES: Final = 1024 * 1024

_pages: OrderedDict[str, Page] = OrderedDict()  # the one given last stands last
_bytes = 0
_lock = Lock()


def get(key: str) -> Page | None:
    with _lock:
        page = _pages.get(key)
        if page is not None:
            _pages.move_to_end(key)
        return page


def keep(key: str, page: Page) -> None:
    global _bytes  # noqa: PLW0603  one memory for the process
    with _lock:
        before = _pages.pop(key, None)
        _bytes += len(page.packed) - (len(before.packed) if before is not None else 0)
        _pages[key] = page
        while _bytes > MOST_BYTES:
            _key, oldest = _pages.popitem(last=False)
            _bytes -= len(oldest.packed)


def forget() -> None:
    global _bytes  # noqa: PLW0603
    with _lock:
        _pages.clear()
        _bytes = 0
