"""Who may ask: pages of this site alone, and not without end."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from foundation.limits import network
from foundation.limits.memory import Allowance

# A hospital reads from one network; a page that is open asks once a minute.
ASKED_A_MINUTE: Final = 1200
OWN_SITES: Final = frozenset({"", "same-origin", "none"})

_asked = Allowance()


def is_foreign(request: HttpRequest) -> bool:
    """Whether another site's page asks. Browsers say so by themselves, in one or both headers."""
    host = request.get_host()  # refuses a name that is not the site's
    origin = request.META.get("HTTP_ORIGIN", "")
    if origin and urlsplit(origin).netloc != host:
        return True
    return request.META.get("HTTP_SEC_FETCH_SITE", "") not in OWN_SITES


def seconds_to_wait(request: HttpRequest) -> int:
    """0, unless this network has asked too often. Each process counts for itself."""
    address = network.client_address(request)
    if network.is_own(address):
        return 0
    capacity = max(1, ASKED_A_MINUTE // settings.WORKERS)
    return _asked.take(network.block_of(address), capacity=capacity, per_seconds=60)
