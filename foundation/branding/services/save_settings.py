from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from foundation.branding import settings


def save_settings(values: Mapping[str, settings.Value], *, by_id: int | None) -> list[str]:
    """Store what differs, all or nothing, and return the keys that changed."""
    with transaction.atomic():
        return [key for key, value in values.items() if settings.set_value(key, value, by_id=by_id)]
