from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from foundation.limits import buckets
from foundation.limits.models import Bucket

DAY = 86_400


@pytest.mark.django_db
def test_a_bucket_gives_its_capacity_and_then_says_how_long_to_wait() -> None:
    buckets.take("tests", "noise", capacity=1, per_seconds=DAY)
    taken = [buckets.take("tests", "alice", capacity=4, per_seconds=DAY) for _ in range(5)]
    assert [one.ok for one in taken] == [True, True, True, True, False]
    assert DAY / 4 - 60 < taken[-1].wait_seconds <= DAY / 4


@pytest.mark.django_db
def test_tokens_come_back_evenly() -> None:
    for _ in range(4):
        buckets.take("tests", "alice", capacity=4, per_seconds=DAY)
    Bucket.objects.update(full_at=timezone.now() + timedelta(seconds=DAY * 3 / 4 - 30))
    assert buckets.take("tests", "alice", capacity=4, per_seconds=DAY).ok
    assert not buckets.take("tests", "alice", capacity=4, per_seconds=DAY).ok


@pytest.mark.django_db
def test_a_long_pause_saves_nothing_up() -> None:
    buckets.take("tests", "alice", capacity=2, per_seconds=DAY)
    Bucket.objects.update(full_at=timezone.now() - timedelta(days=30))
    taken = [buckets.take("tests", "alice", capacity=2, per_seconds=DAY).ok for _ in range(3)]
    assert taken == [True, True, False]


@pytest.mark.django_db
def test_people_and_limits_do_not_share_a_bucket() -> None:
    assert buckets.take("tests.one", "alice", capacity=1, per_seconds=DAY).ok
    assert buckets.take("tests.one", "charlie", capacity=1, per_seconds=DAY).ok
    assert buckets.take("tests.two", "alice", capacity=1, per_seconds=DAY).ok
    assert not buckets.take("tests.one", "alice", capacity=1, per_seconds=DAY).ok


@pytest.mark.django_db
def test_who_comes_on_the_second_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock stands at a whole second once in a thousand milliseconds."""

    def take_at(moment: str) -> bool:
        monkeypatch.setitem(buckets._NOW, "sqlite", f"'{moment}'")
        monkeypatch.setitem(buckets._NOW, "postgresql", f"CAST('{moment}+00' AS timestamptz)")
        return buckets.take("tests", "alice", capacity=1, per_seconds=60).ok

    assert take_at("2026-11-26 19:48:11.000")
    assert not take_at("2026-11-26 19:49:10.999")
    assert take_at("2026-11-26 19:49:11.000")
    assert not take_at("2026-11-26 19:49:11.000")


@pytest.mark.django_db
def test_one_statement_takes(django_assert_num_queries: Any) -> None:
    for _ in range(2):
        with django_assert_num_queries(1):
            assert buckets.take("tests", "alice", capacity=2, per_seconds=DAY).ok
    with django_assert_num_queries(2):
        assert not buckets.take("tests", "alice", capacity=2, per_seconds=DAY).ok


@pytest.mark.django_db
def test_no_capacity_lets_nobody_through() -> None:
    assert buckets.take("tests", "alice", capacity=0, per_seconds=60) == buckets.Taken(False, 60)


@pytest.mark.django_db
def test_a_token_comes_back_when_the_transaction_fails() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        buckets.take("tests", "alice", capacity=1, per_seconds=DAY)
        raise ZeroDivisionError
    assert buckets.take("tests", "alice", capacity=1, per_seconds=DAY).ok


@pytest.mark.django_db
def test_the_table_names_nobody() -> None:
    buckets.take("tests", "gina@example.org", capacity=1, per_seconds=DAY)
    bucket = Bucket.objects.get()
    assert "gina" not in bucket.key_hash
    assert len(bucket.key_hash) == 32


@pytest.mark.django_db
def test_only_full_buckets_are_purged() -> None:
    buckets.take("tests", "old", capacity=1, per_seconds=1)
    Bucket.objects.update(full_at=timezone.now() - timedelta(hours=2))
    buckets.take("tests", "alice", capacity=1, per_seconds=DAY)
    assert buckets.purge() == 1
    assert not buckets.take("tests", "alice", capacity=1, per_seconds=DAY).ok


@pytest.mark.django_db
def test_one_key_has_one_bucket() -> None:
    now = timezone.now()
    Bucket.objects.create(name="tests", key_hash="a", full_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bucket.objects.create(name="tests", key_hash="a", full_at=now)


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [False, True])
def test_twenty_tries_at_once_let_no_more_through(known: bool) -> None:
    if known:
        buckets.take("tests", "alice", capacity=7, per_seconds=DAY)
    start = Barrier(20)

    def attempt(_number: int) -> bool:
        try:
            start.wait(timeout=30)
            return buckets.take("tests", "alice", capacity=7, per_seconds=DAY).ok
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        let_through = sum(pool.map(attempt, range(20)))
    assert let_through == (6 if known else 7)
