"""Who may change the site itself. A person is known here by the role they carry, no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_lent: dict[str, list[Callable[[Any], bool]]] = {}
_refusals: list[Callable[[Any], str | None]] = []


def add_refusal(refusal: Callable[[Any], str | None]) -> None:
    """A floor above says, as a sentence, why a person may change nothing now; None if they may."""
    if refusal not in _refusals:
        _refusals.append(refusal)


def lend_texts(area: str, who: Callable[[Any], bool]) -> None:
    """A floor above says who may change the texts of its area besides administrators."""
    _lent.setdefault(area, []).append(who)


def may_change_texts(user: Any, area: str) -> bool:
    if not (user.is_authenticated and user.is_active):
        return False
    return may_change_site(user) or any(who(user) for who in _lent.get(area, ()))


def changing_refusal(user: Any) -> str | None:
    return next((sentence for refusal in _refusals if (sentence := refusal(user))), None)


def may_change_site(user: Any) -> bool:
    """Administrators only."""
    return bool(user.is_authenticated and user.is_active) and bool(
        getattr(user, "is_administrator", False)
    )
