"""
How deep each comment of a page is drawn. The tree itself is stored; this is decided on each page.

A reply stands one level below what it answers, down to DRAWN. Two things do not go deeper: a
conversation of two, where each answers the other, and somebody who answers themselves. That holds
for a reply which is alone below its parent on the page: where a conversation branches, the
branches are told apart by their levels.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Final, NamedTuple, Protocol

DRAWN: Final = 3


class Reply(Protocol):
    """What is asked of a comment."""

    @property
    def id(self) -> int: ...
    @property
    def parent_id(self) -> int | None: ...
    @property
    def depth(self) -> int: ...


class Place(NamedTuple):
    level: int
    is_plain: bool  # what it answers can be seen from where it stands


# There are few, and a page asks for a thousand.
_PLAIN: Final = [Place(level, is_plain=True) for level in range(DRAWN)]
_NAMED: Final = [Place(level, is_plain=False) for level in range(DRAWN + 1)]


def places_of[R: Reply](
    replies: Sequence[R], person_of: Callable[[R], Hashable | None]
) -> dict[int, Place]:
    """
    The places of comments in their order on the page, by id. `person_of` says who wrote one; None
    where the page does not say so.
    """
    below = Counter([reply.parent_id for reply in replies])
    drawn: dict[int, R] = {}
    places: dict[int, Place] = {}
    open_at: list[int] = []  # the last comment at each level, from the root down
    for reply in replies:
        pk, parent_id = reply.id, reply.parent_id
        drawn[pk] = reply
        if parent_id is None or reply.depth == 1:
            open_at = [pk]
            places[pk] = _PLAIN[1] if parent_id is None else _NAMED[1]
            continue
        parent = drawn.get(parent_id)
        if parent is None:
            level = min(reply.depth, DRAWN)
        else:
            level = places[parent_id].level
            is_alone = below[parent_id] == 1
            if not (is_alone and level > 1 and _goes_on(reply, parent, drawn, person_of)):
                level = min(level + 1, DRAWN)
        level = min(level, len(open_at) + 1)
        del open_at[level - 1 :]
        is_plain = level < DRAWN and bool(open_at) and open_at[-1] == parent_id
        places[pk] = _PLAIN[level] if is_plain else _NAMED[level]
        open_at.append(pk)
    return places


def _goes_on[R: Reply](
    reply: R, parent: R, drawn: dict[int, R], person_of: Callable[[R], Hashable | None]
) -> bool:
    """Whether the same two go on, or one answers themselves."""
    person, other = person_of(reply), person_of(parent)
    if person is None or other is None:
        return False
    before = drawn.get(parent.parent_id or 0)
    return person == other or (before is not None and person == person_of(before))
