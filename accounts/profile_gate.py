"""
The gate a person's name and the words on their page pass before others read them. A floor above
joins it and knows how; without one everything is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Words:
    """What a person says of themselves."""

    name: str
    about: str = ""


Check = Callable[[User, Words], bool]
Waiting = Callable[[User], Words | None]
_checks: list[Check] = []
_shown: list[Check] = []
_waiting: list[Waiting] = []


def join(*, check: Check, on_shown: Check, waiting: Waiting) -> None:
    """
    Join at start. `check` says whether these words wait, and then keeps them itself; it is asked
    about every change, so earlier ones need not wait any more. `on_shown` only looks at words that
    are shown already, such as the name of somebody who just joined.
    """
    _checks.append(check)
    _shown.append(on_shown)
    _waiting.append(waiting)


def holds(user: User, words: Words) -> bool:
    return any([ask(user, words) for ask in _checks])


def look(user: User) -> None:
    for ask in _shown:
        ask(user, Words(user.name, user.about))


def waiting(user: User) -> Words | None:
    """The words that wait, for the person's own form."""
    return next((found for ask in _waiting if (found := ask(user)) is not None), None)
