"""
What the pages of a signed-in person need to know of them, read with the person in one statement.

A floor above brings what it asks on every page. Where a fact says that there is nothing, nobody
has to look; where there is something, or the person was read in another way, one looks as always.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import BaseExpression, Combinable

from accounts.models import Sanction, User
from foundation.database.prepared import Prepared

Ask = Callable[[], BaseExpression | Combinable]

_facts: dict[str, Ask] = {}


def bring(name: str, ask: Ask) -> None:
    """Join at start. The expression speaks of a person as OuterRef("pk") and reads no clock."""
    _facts[name] = ask


def of(user: User, name: str) -> Any:
    """The fact as it was when this request began, or None where it was not read."""
    return vars(user).get(f"fact_{name}")


def person(user_id: int) -> User | None:
    """A person with all facts."""
    return next(iter(_person([user_id], tuple(_facts))), None)


def _with_facts(user_id: int, names: tuple[str, ...]) -> QuerySet[User]:
    asked = {f"fact_{name}": _facts[name]() for name in names}
    return User.objects.filter(pk=user_id).annotate(**asked)


_person = Prepared(_with_facts)

# Lifted ones do not count; whether one is over by now is asked where there are any.
bring("limited", lambda: Exists(Sanction.objects.counting().filter(user=OuterRef("pk"))))
