"""A transaction that the database gave up in favour of another one is done once more."""

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.db import OperationalError, connection

TIMES: Final = 3
# PostgreSQL's own words for it: a serialization failure, and a deadlock.
_GIVEN_UP: Final = frozenset({"40001", "40P01"})


def again[**P, R](verb: Callable[P, R]) -> Callable[P, R]:
    """
    For a verb that is one transaction and reads afresh whatever it rests on. Verbs lock in one
    order, so this is the net below the rope: of two that hold what the other one waits for,
    PostgreSQL ends one, and that one is tried again instead of being an error to somebody.

    Inside another transaction nothing is tried again; the verb around it does so. SQLite has one
    writer at a time and gives up nobody.
    """

    @wraps(verb)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for _attempt in range(TIMES - 1):
            try:
                return verb(*args, **kwargs)
            except OperationalError as fault:
                if connection.in_atomic_block or not was_given_up(fault):
                    raise
        return verb(*args, **kwargs)

    return tried


def was_given_up(fault: OperationalError) -> bool:
    return getattr(fault.__cause__, "sqlstate", None) in _GIVEN_UP
