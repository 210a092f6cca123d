"""Who may change the site itself. A person is known here by the role they carry, no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_refusals: list[Callable[[Any], str | None]] = []


def add_refusal(refusal: Callable[[Any], str | None]) -> None:
    """A floor above says, as a sentence, why a person may change nothing now; None if they may."""
    if refusal not in _refusals:
        _refusals.append(refusal)


def changing_refusal(user: Any) -> str | None:
    return next((sentence for refusal in _refusals if (sentence := refusal(user))), None)


def may_change_site(user: Any) -> bool:
    """Administrators only."""
    return bool(user.is_authenticated and user.is_active) and bool(
        getattr(user, "is_administrator", False)
    )
