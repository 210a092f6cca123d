"""
Who moderates which boards. The table is small and kept in each process until it changes, so that
asking costs nothing, of whomever one asks.
"""

from collections.abc import Mapping
from typing import Final

from accounts import facts
from accounts.models import BoardModerator, Sanction, SanctionKind, User
from foundation.branding import settings
from foundation.branding.marked import Marked

NONE: Final[frozenset[int]] = frozenset()
_MARK: Final = "board_moderators"
_KEPT: Final = "boards_taken"
# What takes the role away while it is in force; on one board what keeps them out of it.
_TAKES_ALL: Final = (SanctionKind.SUSPENSION, SanctionKind.BAN)


def _read() -> Mapping[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    for user_id, shelf in BoardModerator.objects.values_list("user_id", "shelf"):
        found[user_id] = found.get(user_id, NONE) | {shelf}
    return found


_named: Marked[Mapping[int, frozenset[int]]] = Marked(_MARK, _read, unmarked=dict)


def named_for(user: User) -> frozenset[int]:
    """The boards, by number, they were named for, whatever keeps them from it now."""
    return _named().get(user.pk, NONE) if user.is_active else NONE


def shelves_of(user: User) -> frozenset[int]:
    """The boards they moderate now: none while they are suspended or banned."""
    named = named_for(user)
    # Nothing is asked for the many who were never named, nor where a page has read that nothing
    # limits this person.
    if not named or facts.of(user, "limited") is False:
        return named
    if facts.of(user, "limited") is None:
        return named - _taken_from(user, named)
    # Read with a page: asked once for all of it.
    kept = vars(user)
    if _KEPT not in kept:
        kept[_KEPT] = _taken_from(user, named)
    taken: frozenset[int] = kept[_KEPT]
    return named - taken


def _taken_from(user: User, named: frozenset[int]) -> frozenset[int]:
    limits = list(Sanction.objects.in_force().filter(user=user).values_list("kind", "shelf"))
    if any(kind in _TAKES_ALL for kind, _shelf in limits):
        return named
    return frozenset(shelf for _kind, shelf in limits if shelf is not None)


def of_board(shelf: int) -> list[User]:
    """By name."""
    return list(User.objects.filter(boards_moderated__shelf=shelf).order_by("name"))


def changed() -> None:
    """Call it in the transaction that writes the table."""
    settings.move_mark(_MARK)
