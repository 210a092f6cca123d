"""
What a mail of ours is called. The name is signed together with the address it went to: whoever
brings it back with that address has seen the mail, so a report that it did not arrive counts.
"""

from hmac import compare_digest
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

SIGNED: Final = 20  # letters of the signature: 80 bits


def make(delivery_id: int, address: str) -> str:
    return f"<n{delivery_id}.{_sign(str(delivery_id), address)}@{host()}>"


def is_of(message_id: str, address: str) -> bool:
    """Whether we gave this name to a mail to this address."""
    name = message_id.strip().strip("<>").partition("@")[0]
    delivery_id, _dot, signature = name.removeprefix("n").partition(".")
    return compare_digest(signature.encode(), _sign(delivery_id, address).encode())


def host() -> str:
    return str(settings.SITE_HOST) or "localhost"


def _sign(delivery_id: str, address: str) -> str:
    value = f"{delivery_id} {address.strip().lower()}"
    digest = salted_hmac("notifications.message_id", value, algorithm="sha256").hexdigest()
    return digest[:SIGNED]
