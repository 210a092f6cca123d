"""An allowance in memory: exact, bounded, and the same under many threads."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from foundation.limits.memory import Allowance


def test_as_many_as_it_holds_and_then_one_for_each_pause() -> None:
    allowance = Allowance()

    def take(now: float) -> int:
        return allowance.take("a", capacity=3, per_seconds=60, now=now)

    assert [take(0), take(0), take(0), take(0)] == [0, 0, 0, 20]
    assert take(19.5) == 1
    assert take(20) == 0
    assert take(20) == 20
    assert [take(500) for _ in range(4)] == [0, 0, 0, 20]


def test_each_key_has_its_own() -> None:
    allowance = Allowance()
    assert allowance.take("a", capacity=1, per_seconds=60, now=0) == 0
    assert allowance.take("a", capacity=1, per_seconds=60, now=0) == 60
    assert allowance.take("b", capacity=1, per_seconds=60, now=0) == 0


def test_any_number_of_keys_takes_a_bounded_memory() -> None:
    allowance = Allowance(most=100)
    for number in range(10_000):
        allowance.take(str(number), capacity=5, per_seconds=60)
    assert len(allowance) == 100


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 8))
def test_no_more_than_the_rate_gets_through_in_any_window(pauses: list[float], size: int) -> None:
    allowance, now, taken = Allowance(), 0.0, list[float]()
    for pause in pauses:
        now += pause
        if not allowance.take("a", capacity=size, per_seconds=60, now=now):
            taken.append(now)
    for first, start in enumerate(taken):
        for last, end in enumerate(taken[first:], start=first):
            inside = taken[first : last + 1]
            assert len(inside) <= size + (end - start) * size / 60 + 1e-6


def test_many_threads_take_no_more_than_there_is() -> None:
    allowance, got = Allowance(), list[int]()

    def take() -> None:
        for _ in range(100):
            got.append(allowance.take("a", capacity=50, per_seconds=3600, now=0))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count(0) == 50
