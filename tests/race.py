"""Several verbs at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from django.db import connection


def race[T](work: Sequence[Callable[[], T]]) -> list[T]:
    """What each came to, as they ended; what one of them raised fails the test."""
    start = threading.Barrier(len(work))
    outcomes: list[T] = []
    faults: list[BaseException] = []

    def run(one: Callable[[], T]) -> None:
        try:
            start.wait()
            outcomes.append(one())
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
    return outcomes
