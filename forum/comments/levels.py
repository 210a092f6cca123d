"""
How deep each comment of a page is drawn. The tree itself is stored; this is decided on each page.

A reply stands one level below what it answers, down to DRAWN. Two things do not go deeper: a
conversation of two, where each answers the other, and somebody who answers themselves. That holds
for a reply which is alone below its parent on the page: where a conversation branches, the
branches are told apart by their levels.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Final, NamedTuple

DRAWN: Final = 3


class Reply(NamedTuple):
    """What is asked of a comment. `person` is None where the page does not say who wrote it."""

    id: int
    parent_id: int | None
    depth: int
    person: Hashable | None


class Place(NamedTuple):
    level: int
    is_plain: bool  # what it answers can be seen from where it stands


def places_of(replies: Sequence[Reply]) -> dict[int, Place]:
    """The places of comments in their order on the page, by id."""
    drawn: dict[int, Reply] = {}
    below = Counter(reply.parent_id for reply in replies)
    places: dict[int, Place] = {}
    open_at: list[int] = []  # the last comment at each level, from the root down
    for reply in replies:
        level = _level(reply, drawn, places, alone=below[reply.parent_id] == 1)
        level = min(level, len(open_at) + 1)
        del open_at[level - 1 :]
        above = open_at[-1] if open_at else None
        places[reply.id] = Place(level, is_plain=level < DRAWN and above == reply.parent_id)
        drawn[reply.id] = reply
        open_at.append(reply.id)
    return places


def _level(reply: Reply, drawn: dict[int, Reply], places: dict[int, Place], *, alone: bool) -> int:
    if reply.depth == 1 or reply.parent_id is None:
        return 1
    parent = drawn.get(reply.parent_id)
    if parent is None:
        return min(reply.depth, DRAWN)
    above = places[parent.id].level
    if alone and above > 1 and _goes_on(reply, parent, drawn):
        return above
    return min(above + 1, DRAWN)


def _goes_on(reply: Reply, parent: Reply, drawn: dict[int, Reply]) -> bool:
    """Whether the same two go on, or one answers themselves."""
    if reply.person is None or parent.person is None:
        return False
    before = drawn.get(parent.parent_id or 0)
    return reply.person == parent.person or (before is not None and reply.person == before.person)
