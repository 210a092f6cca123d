"""
An allowance kept in the memory of one process, for what is asked too often to write it down.

Reading costs the database no write, so the count of pages read cannot stand there (`buckets`).
Each process counts for itself, and forgets when it ends.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict


class Allowance:
    """Token buckets by key, the least used of which are forgotten beyond `most` of them."""

    def __init__(self, *, most: int = 4096) -> None:
        self._most = most
        self._full_at: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, *, capacity: int, per_seconds: float, now: float | None = None) -> int:
        """Take one of `capacity`, which come back evenly. Returns the seconds to wait, or 0."""
        now = time.monotonic() if now is None else now
        interval = per_seconds / capacity
        with self._lock:
            full_at = max(self._full_at.get(key, now), now)
            wait = full_at + interval - per_seconds - now
            if wait > 1e-9:
                return math.ceil(wait)
            self._full_at[key] = full_at + interval
            self._full_at.move_to_end(key)
            if len(self._full_at) > self._most:
                self._full_at.popitem(last=False)
        return 0

    def __len__(self) -> int:
        return len(self._full_at)
