from __future__ import annotations

import logging
import threading

from django.db import Error, connection

from foundation.jobs.models import Lease

logger = logging.getLogger("foundation.jobs")


class Heartbeat:
    """A thread that says every third of the lease: this worker lives, its job is its own."""

    def __init__(self, *, worker: str, lease_seconds: float) -> None:
        self._worker = worker
        self._lease_seconds = lease_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        self._thread.join(timeout=self._lease_seconds)

    def _beat(self) -> None:
        while not self._stop.wait(self._lease_seconds / 3):
            try:
                Lease.objects.extend(self._worker, self._lease_seconds)
            except Error:
                logger.warning("A heartbeat was missed", exc_info=True)
            finally:
                connection.close()  # this thread's own; none is kept while it waits
