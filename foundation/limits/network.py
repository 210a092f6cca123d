"""Where a request comes from: a truncated block and a keyed hash, never the address itself."""

import ipaddress
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac


class Network(NamedTuple):
    """`block` is an IPv4 /24 or IPv6 /48; `address_hash` changes its key every month."""

    block: str
    address_hash: str


def of(request: HttpRequest) -> Network:
    address = client_address(request)
    month = timezone.now().strftime("%Y-%m")
    digest = salted_hmac(f"limits.network.{month}", str(address), algorithm="sha256").hexdigest()
    return Network(block_of(address), digest)


def client_address(request: HttpRequest) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """
    The client's address. Only as many X-Forwarded-For entries are believed, from the right, as
    there are proxies of our own (THREADWELL_TRUSTED_PROXY_COUNT).
    """
    text = request.META.get("REMOTE_ADDR", "")
    proxies = int(getattr(settings, "TRUSTED_PROXY_COUNT", 0))
    if proxies:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(hops) >= proxies and hops[-proxies]:
            text = hops[-proxies]
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return ipaddress.IPv4Address(0)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def block_of(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    prefix = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))
