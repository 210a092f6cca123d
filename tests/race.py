"""Several verbs at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from django.db import connection


def race(work: Sequence[Callable[[], object]]) -> None:
    """Runs until all are done; what one of them raised fails the test."""
    start = threading.Barrier(len(work))
    faults: list[BaseException] = []

    def run(one: Callable[[], object]) -> None:
        try:
            start.wait()
            one()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults
