"""Who may change the site itself. A person is known here by the role they carry, no more."""

from __future__ import annotations

from typing import Any


def may_change_site(user: Any) -> bool:
    """Administrators only."""
    return bool(user.is_authenticated and user.is_active) and bool(
        getattr(user, "is_administrator", False)
    )
