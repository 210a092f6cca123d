import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.comments import order

numbers = st.integers(min_value=0, max_value=36**7 - 1)


@given(numbers, numbers)
def test_elements_sort_like_their_numbers(one: int, other: int) -> None:
    assert (order.element(one) < order.element(other)) == (one < other)


@given(st.lists(numbers, min_size=1, max_size=30))
def test_a_key_never_grows_beyond_its_bound(chain: list[int]) -> None:
    key = ""
    for number in chain:
        key = order.key_under(key, number)
    assert len(key) <= order.MAX_LENGTH
    assert len(order.split(key)) == min(len(chain), order.LEVELS + 1)
    assert "".join(order.split(key)) == key


@given(st.lists(numbers, min_size=1, max_size=16), st.lists(numbers, min_size=1, max_size=5))
def test_a_branch_holds_all_keys_below_it_and_no_other(top: list[int], below: list[int]) -> None:
    key = ""
    for number in top:
        key = order.key_under(key, number)
    child = key
    for number in below:
        child = order.key_under(child, number)
    after, before = order.branch(key)
    assert after < child < before
    beside = order.key_under("".join(order.split(key)[:-1]), top[-1] + 1)
    assert not after < beside < before


@pytest.mark.django_db
def test_the_database_sorts_keys_like_python() -> None:
    """Under whatever collation the database has: digits and lower-case letters only."""
    from django.db import connection

    keys = [order.key_under(order.key_under("", n), m) for n in (1, 35, 36, 40000) for m in (9, 10)]
    sql = " UNION ALL ".join("SELECT %s AS k" for _ in keys)
    if connection.vendor == "postgresql":
        sql = sql.replace("%s", "%s::varchar")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT k FROM ({sql}) AS t ORDER BY k", keys)  # noqa: S608  one row for each key
        assert [row[0] for row in cursor.fetchall()] == sorted(keys)
