from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

import pytest
from django.test import RequestFactory

from foundation.limits import network


def block(address: str, forwarded: str = "") -> str:
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    if forwarded:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    return network.of(request).block


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("192.0.2.77:51234", "192.0.2.0/24"),
        ("[2001:db8:1::9]:443", "2001:db8:1::/48"),
        ("", network.UNKNOWN),
        ("unix:", network.UNKNOWN),
    ],
)
def test_an_address_is_cut_to_its_block(address: str, expected: str) -> None:
    assert block(address) == expected


def test_without_a_trusted_proxy_the_header_is_not_believed(settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 0
    assert block("192.0.2.1", "203.0.113.9") == "192.0.2.0/24"


@pytest.mark.parametrize(
    ("count", "header", "expected"),
    [
        (1, "203.0.113.9", "203.0.113.0/24"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.0/24"),
        (2, "198.51.100.1, 203.0.113.9, 192.0.2.50", "203.0.113.0/24"),
        (2, "203.0.113.9", "192.0.2.0/24"),
        (1, "nonsense", network.UNKNOWN),
    ],
)
def test_behind_proxies_what_the_outermost_trusted_one_saw_counts(
    settings: Any, count: int, header: str, expected: str
) -> None:
    settings.TRUSTED_PROXY_COUNT = count
    assert block("192.0.2.1", header) == expected


def test_the_hash_tells_addresses_apart_for_one_month_only(settings: Any) -> None:
    first, second = ip_address("192.0.2.1"), ip_address("192.0.2.2")
    november = datetime(2026, 11, 1, tzinfo=UTC)
    december = datetime(2026, 12, 1, tzinfo=UTC)
    said = network.hash_of(first, at=november)
    assert said == network.hash_of(first, at=november.replace(day=30))
    assert said != network.hash_of(second, at=november)
    assert said != network.hash_of(first, at=december)
    settings.SECRET_KEY = "another"
    assert said != network.hash_of(first, at=november)


def test_the_hash_does_not_hold_the_address() -> None:
    assert (
        "192.0.2" not in network.of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")).address_hash
    )
