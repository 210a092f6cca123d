"""
What a form carries besides what a person types: its own random key, so that sending it twice
makes one thing, and a signed stamp of when it was drawn, to tell a person from a script.

A form without them still works: pages for signed-out readers are the same for everyone and get
them at the first focus, by script, or with the second try.
"""

import secrets
import time
from typing import Final

from django.core import signing

SALT: Final = "accounts.form"


def new_key() -> str:
    return secrets.token_urlsafe(24)


def stamp() -> str:
    return signing.dumps(int(time.time()), salt=SALT)


def age(stamp: str) -> int | None:
    """Seconds since the form was drawn; None for a missing or forged stamp. Never too old."""
    try:
        drawn = signing.loads(stamp, salt=SALT)
    except signing.BadSignature:
        return None
    return max(0, int(time.time()) - int(drawn)) if isinstance(drawn, int) else None
