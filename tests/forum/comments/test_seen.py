from hypothesis import given
from hypothesis import strategies as st

from forum.comments import seen
from forum.comments.seen import Seen

numbers = st.sets(st.integers(1, 60), max_size=40)


@given(numbers, st.integers(0, 60))
def test_a_set_without_some_numbers_holds_all_others(missing: set[int], to: int) -> None:
    kept = Seen.all_but(missing, to=to)
    assert {n for n in range(1, 80) if n in kept} == set(range(1, to + 1)) - missing
    assert kept.last == max((set(range(to + 1)) - missing), default=0)
    assert Seen.parse(kept.to, kept.more) == kept


@given(numbers, st.integers(0, 60), st.integers(0, 70))
def test_a_mark_takes_in_what_lies_below_it(missing: set[int], to: int, mark: int) -> None:
    before = Seen.all_but(missing, to=to)
    after = before.and_all_to(mark)
    assert {n for n in range(1, 80) if n in after} == {
        n for n in range(1, 80) if n in before or n <= mark
    }
    assert after == Seen.all_but({n for n in range(1, 80) if n not in after}, to=after.last)


def test_it_reads_like_a_list_of_pages() -> None:
    kept = Seen.all_but([3, 7, 9, 10], to=12)
    assert (kept.to, kept.more) == (2, "4-6 8 11-12")


def test_of_too_many_spans_the_longest_are_kept_and_nothing_is_added() -> None:
    missing = [*range(1, 900, 3), *range(901, 1001, 2)]
    kept = Seen.all_but(missing, to=1000)
    assert len(kept.spans) == seen.SPANS
    assert all(first < last for first, last in kept.spans)
    assert not any(number in kept for number in missing)
    assert len(kept.more) < 1000
