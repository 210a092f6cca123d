"""Counters move with the transaction that moves them, and say so to everybody at its commit."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from foundation.pagecache import versions
from foundation.pagecache.models import Version


@pytest.mark.django_db
def test_each_bump_counts_once_for_each_name() -> None:
    before = versions.read()
    versions.bump("site", "discussion:3", "site")
    versions.bump("site")
    after = versions.read()
    assert after["site"] == before.get("site", 0) + 2
    assert after["discussion:3"] == before.get("discussion:3", 0) + 1


@pytest.mark.django_db
def test_what_is_taken_back_was_not_counted() -> None:
    before = versions.read()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        versions.bump("site")
        _ = 1 / 0
    assert versions.read() == before


@pytest.mark.django_db
def test_a_bump_is_one_statement_and_so_is_reading(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        versions.bump("site", "discussion:1")
    with django_assert_num_queries(1):  # type: ignore[operator]
        versions.read()


@pytest.mark.django_db
def test_the_names_stay_few_however_many_things_there_are() -> None:
    for number in range(1000):
        versions.bump(versions.one_of("discussion", number))
    assert Version.objects.filter(name__startswith="discussion:").count() == versions.SHARED_BY


def test_a_stamp_tells_what_it_names_and_nothing_else() -> None:
    numbers = {"site": 3, "discussion:1": 7}
    changed = numbers | {"discussion:2": 1}
    assert versions.stamp(numbers, {"site", "discussion:1"}) == versions.stamp(
        changed, {"discussion:1", "site"}
    )
    assert versions.stamp(numbers, None) != versions.stamp(changed, None)
    assert versions.stamp({}, {"site"}) == versions.stamp({"site": 0}, {"site"})
    assert len(versions.stamp({f"discussion:{n}": 10**9 for n in range(64)}, None)) <= 80


@pytest.mark.django_db(transaction=True)
def test_no_bump_of_many_at_once_is_lost() -> None:
    before = versions.read().get("site", 0)

    def bump() -> None:
        try:
            for number in range(10):
                with transaction.atomic():
                    versions.bump("site", f"discussion:{number}")
        finally:
            connection.close()

    threads = [threading.Thread(target=bump) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert versions.read()["site"] == before + 40
