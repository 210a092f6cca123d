"""What upper floors do when several guests turn out to be one person."""

from collections.abc import Callable, Sequence

from accounts.models import Guest

Follow = Callable[[Sequence[Guest], Guest], None]
_follow: list[Follow] = []


def follow(move: Follow) -> None:
    """
    Join at start: `move(given, kept)` lays what points at the given guests onto the kept one. It
    runs in the transaction that joins them; afterwards the given ones are deleted.
    """
    _follow.append(move)


def moved(given: Sequence[Guest], kept: Guest) -> None:
    for move in _follow:
        move(given, kept)
