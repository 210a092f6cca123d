"""Dangerous combinations of settings stop the site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage

from config import checks

GOOD_KEY = "v8Qm2xTzR4nWcYp7LkHs9dFgJb3aEu6iOoXq1ZtN5wPyVrCeDh"


def ids(check: Callable[..., list[CheckMessage]]) -> list[str | None]:
    return [message.id for message in check()]


def make_public(settings: Any, url: str = "https://example.org") -> None:
    settings.SITE_URL = url
    settings.SITE_HOST = url.split("//")[1].split(":", maxsplit=1)[0]
    settings.SITE_IS_SECURE = url.startswith("https")


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("localhost", False),
        ("127.0.0.1", False),
        ("::1", False),
        ("192.168.1.20", False),
        ("site.localhost", False),
        ("example.org", True),
        ("8.8.8.8", True),
    ],
)
def test_a_public_site_is_one_that_others_can_reach(settings: Any, host: str, public: bool) -> None:
    settings.SITE_HOST = host
    assert checks.site_is_public() is public


@pytest.mark.parametrize("host", ["*", ".example.org"])
def test_a_wildcard_host_is_refused(settings: Any, host: str) -> None:
    settings.ALLOWED_HOSTS = ["example.org", host]
    assert ids(checks.no_wildcard_host) == ["config.E001"]


def test_named_hosts_are_fine(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["example.org", "www.example.org"]
    assert ids(checks.no_wildcard_host) == []


@pytest.mark.parametrize("key", ["short", "a" * 60, "django-insecure-" + GOOD_KEY])
def test_a_poor_secret_key_is_refused(settings: Any, key: str) -> None:
    settings.SECRET_KEY = key
    assert ids(checks.sound_secret_key) == ["config.E002"]


def test_a_made_secret_key_is_fine(settings: Any) -> None:
    settings.SECRET_KEY = GOOD_KEY
    assert ids(checks.sound_secret_key) == []


def test_debug_is_refused_at_a_public_address_only(settings: Any) -> None:
    settings.DEBUG = True
    assert ids(checks.no_debug_in_public) == []
    make_public(settings)
    assert ids(checks.no_debug_in_public) == ["config.E003"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https")),
        ("USE_X_FORWARDED_HOST", True),
        ("ALLAUTH_TRUSTED_CLIENT_IP_HEADER", "X-Real-IP"),
        ("ALLAUTH_TRUSTED_PROXY_COUNT", 1),
    ],
)
def test_headers_of_uncounted_proxies_are_refused(settings: Any, name: str, value: Any) -> None:
    assert ids(checks.proxies_are_counted) == []
    setattr(settings, name, value)
    assert ids(checks.proxies_are_counted) == ["config.E004"]


def test_counted_proxies_may_say_that_the_request_came_by_https(settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert ids(checks.proxies_are_counted) == []


def test_sample_passwords_are_refused_on_a_public_host(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    make_public(settings)
    assert ids(checks.no_sample_passwords_in_public) == []
    (tmp_path / checks.SAMPLE_ACCOUNTS_MARK).touch()
    assert ids(checks.no_sample_passwords_in_public) == ["config.E005"]
    settings.SITE_HOST = "localhost"
    assert ids(checks.no_sample_passwords_in_public) == []


def test_a_public_site_without_mail_or_https_is_warned(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "config.mail.FolderMailer"}}
    assert ids(checks.mail_leaves_a_public_site) == ids(checks.public_sites_use_https) == []
    make_public(settings, "http://example.org")
    assert ids(checks.mail_leaves_a_public_site) == ["config.W001"]
    assert ids(checks.public_sites_use_https) == ["config.W002"]


def test_a_misspelt_name_is_reported(settings: Any) -> None:
    settings.UNKNOWN_VARIABLES = ["THREADWELL_DEBGU"]
    assert ids(checks.known_variables) == ["config.W003"]
