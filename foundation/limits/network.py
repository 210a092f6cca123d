"""Where a request comes from, as far as we want to know: a block and a hash that ages.

A full address is never stored. The block is what a household or a small provider shares; the
hash tells one address from another for a month and nothing after it.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

UNKNOWN = "unknown"
# Behind these stand a proxy that nobody counted, or people of the house: not one stranger.
OWN_NETWORKS = tuple(
    ip_network(text)
    for text in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
                 "::1/128", "fc00::/7", "fe80::/10")
)  # fmt: skip
Address = IPv4Address | IPv6Address


class Network(NamedTuple):
    block: str
    address_hash: str


def of(request: HttpRequest) -> Network:
    address = client_address(request)
    return Network(block=block_of(address), address_hash=hash_of(address))


def client_address(request: HttpRequest) -> Address | None:
    """The address the outermost trusted proxy saw; headers count only behind such proxies
    (THREADWELL_TRUSTED_PROXY_COUNT). Never to be stored or logged."""
    count: int = settings.TRUSTED_PROXY_COUNT
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if count and len(forwarded) >= count:
        return _parse(forwarded[-count])
    return _parse(str(request.META.get("REMOTE_ADDR") or ""))


def is_own(address: Address | None) -> bool:
    """Whether an address says nothing about who asks."""
    return address is None or any(
        address.version == own.version and address in own for own in OWN_NETWORKS
    )


def block_of(address: Address | None) -> str:
    """IPv4 by /24, IPv6 by /48."""
    if address is None:
        return UNKNOWN
    length = 24 if address.version == 4 else 48
    return str(ip_network(f"{address}/{length}", strict=False))


def hash_of(address: Address | None, *, at: datetime | None = None) -> str:
    """Under a key derived for the month (UTC): two months of one address cannot be joined."""
    month = (at or timezone.now()).strftime("%Y-%m")
    key = hmac.digest(settings.SECRET_KEY.encode(), f"network {month}".encode(), "sha256")
    text = UNKNOWN if address is None else address.compressed
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def _parse(text: str) -> Address | None:
    """Some proxies add a port, and a dual-stack server writes IPv4 as IPv6."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
