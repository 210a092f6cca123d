"""Handles: what stands for a person in addresses."""

import secrets

from django.utils.text import slugify

from accounts.models import User
from accounts.models.user import HANDLE_LENGTH


def handle_for(name: str) -> str:
    """A free handle like the name: ASCII, lower case, never empty."""
    base = slugify(name)[: HANDLE_LENGTH - 6].strip("-_") or "person"
    handle = base
    while User.objects.filter(handle=handle).exists():
        handle = f"{base}-{secrets.randbelow(90_000) + 10_000}"
    return handle
