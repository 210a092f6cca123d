"""How deep comments are drawn, against the rules said one by one."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from forum.comments import levels
from forum.comments.levels import DRAWN, Place


class Reply(NamedTuple):
    id: int
    parent_id: int | None
    depth: int
    person: str | None


def places_of(page: list[Reply]) -> dict[int, Place]:
    return levels.places_of(page, lambda reply: reply.person)


PEOPLE = st.sampled_from(["Alice", "Bella", "Alice", "Bella", None])


@st.composite
def pages(draw: st.DrawFn) -> list[Reply]:
    """Trees in reading order, from which a stretch may be missing, as on a later page."""
    count = draw(st.integers(1, 25))
    parents: list[int | None] = [None]
    parents += [draw(st.integers(max(at - 4, 0), at)) or None for at in range(1, count)]
    children: dict[int | None, list[int]] = {}
    for number, parent in enumerate(parents, 1):
        children.setdefault(parent, []).append(number)
    replies: list[Reply] = []

    def walk(number: int, depth: int) -> None:
        replies.append(Reply(number, parents[number - 1], depth, draw(PEOPLE)))
        for child in children.get(number, []):
            walk(child, depth + 1)

    for root in children[None]:
        walk(root, 1)
    first, last = sorted((draw(st.integers(1, count)), draw(st.integers(1, count))))
    return replies[:1] + replies[first:last]


@given(pages())
def test_levels_keep_their_rules(page: list[Reply]) -> None:
    places = places_of(page)
    here = {reply.id: reply for reply in page}
    before = 0
    for at, reply in enumerate(page):
        level, is_plain = places[reply.id]
        assert 1 <= level <= DRAWN
        assert level <= before + 1
        before = level
        parent = here.get(reply.parent_id or 0)
        if reply.depth == 1:
            assert level == 1
        elif parent is not None:
            one_deeper = min(places[parent.id].level + 1, DRAWN)
            assert level == (max(one_deeper - 1, 2) if goes_on(reply, parent, page) else one_deeper)
        if is_plain and parent is not None:
            above = [other for other in page[:at] if places[other.id].level < level]
            assert above[-1].id == reply.parent_id


def goes_on(reply: Reply, parent: Reply, page: list[Reply]) -> bool:
    alone = sum(other.parent_id == parent.id for other in page) == 1
    answered = [other.person for other in page if other.id == parent.parent_id]
    return (
        alone
        and places_of(page)[parent.id].level in (2,)
        and None not in (reply.person, parent.person)
        and reply.person in (parent.person, *answered)
    )


def test_a_long_talk_of_two_stays_where_it_is_and_a_third_goes_deeper() -> None:
    people = ["Alice", "Bella"] * 20 + ["Carla", "Alice", "Dora"]
    page = [Reply(n, n - 1 or None, n, who) for n, who in enumerate(people, 1)]
    drawn = [places_of(page)[reply.id].level for reply in page]
    assert drawn == [1] + [2] * 39 + [3] * 3


def test_somebody_who_answers_themselves_goes_no_deeper() -> None:
    page = [Reply(n, n - 1 or None, n, "Alice") for n in range(1, 6)]
    assert [places_of(page)[n].level for n in range(1, 6)] == [1, 2, 2, 2, 2]


def test_where_a_conversation_branches_the_branches_are_told_apart() -> None:
    page = [
        Reply(1, None, 1, "Alice"),
        Reply(2, 1, 2, "Bella"),
        Reply(3, 2, 3, "Alice"),
        Reply(4, 2, 3, "Carla"),
    ]
    assert [places_of(page)[n].level for n in range(1, 5)] == [1, 2, 3, 3]
