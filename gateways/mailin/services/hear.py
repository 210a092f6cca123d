"""What a provider tells of our mail, in the words of django-anymail."""

import re
from typing import Final

from forum.notifications.models import SuppressionReason
from forum.notifications.services.suppress import came_back, suppress

# As a mail server would say it (RFC 3463), where the provider repeats no such words itself.
_STATUS_OF: Final = {
    "invalid": "5.1.1",
    "bounced": "5.0.0",
    "timed_out": "4.4.7",
    "blocked": "5.7.1",
    "spam": "5.7.1",
}
_STATUS: Final = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")


def hear(address: str, what: str, *, because: str, said: str) -> bool:
    """Returns whether the address gets no more mail from now on."""
    if "@" not in address:
        return False
    if what == "complained":
        return suppress(address, SuppressionReason.COMPLAINED)
    if what not in ("bounced", "rejected"):
        return False
    found = _STATUS.search(said)
    return came_back(address, found[0] if found else _STATUS_OF.get(because, "4.0.0"))
