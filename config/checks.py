"""Dangerous combinations of settings, refused before the first request."""

from __future__ import annotations

import ipaddress
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from config.environment import PREFIX, SECRET_KEY_LENGTH

SAMPLE_ACCOUNTS_MARK = "sample-accounts"
POOR_KEYS = ("django-insecure-", "changeme", "not-secret", "secret")
DIFFERENT_LETTERS = 8


def site_is_public() -> bool:
    """Whether the site's address can be reached by others than this machine and its network."""
    host = str(settings.SITE_HOST)
    if host in ("localhost", "testserver") or host.endswith((".localhost", ".test")):
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return True
    return not address.is_private


def no_wildcard_host(**_options: Any) -> list[CheckMessage]:
    wild = [host for host in settings.ALLOWED_HOSTS if host == "*" or host.startswith(".")]
    if not wild:
        return []
    return [
        Error(
            f"The server would answer to any host name ({', '.join(wild)}), so links in mails "
            "could be made to lead elsewhere.",
            hint="Name each host in THREADWELL_ALLOWED_HOSTS.",
            id="config.E001",
        )
    ]


def sound_secret_key(**_options: Any) -> list[CheckMessage]:
    key = str(settings.SECRET_KEY)
    poor = key.lower().startswith(POOR_KEYS)
    if len(key) >= SECRET_KEY_LENGTH and len(set(key)) >= DIFFERENT_LETTERS and not poor:
        return []
    return [
        Error(
            "The secret key is too short or well known; anybody could sign in as anybody.",
            hint="Remove THREADWELL_SECRET_KEY so that one is made and kept in the data folder, "
            f"or set {SECRET_KEY_LENGTH} random characters.",
            id="config.E002",
        )
    ]


def no_debug_in_public(**_options: Any) -> list[CheckMessage]:
    if not (settings.DEBUG and site_is_public()):
        return []
    return [
        Error(
            f"Debug is on at the public address {settings.SITE_URL}; faults would show secrets.",
            hint="Remove THREADWELL_DEBUG.",
            id="config.E003",
        )
    ]


def proxies_are_counted(**_options: Any) -> list[CheckMessage]:
    believed = [
        name
        for name in (
            "SECURE_PROXY_SSL_HEADER",
            "USE_X_FORWARDED_HOST",
            "USE_X_FORWARDED_PORT",
            "ALLAUTH_TRUSTED_CLIENT_IP_HEADER",
        )
        if getattr(settings, name, None)
    ]
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT != settings.TRUSTED_PROXY_COUNT:
        believed.append("ALLAUTH_TRUSTED_PROXY_COUNT")
    if not believed or (settings.TRUSTED_PROXY_COUNT and believed == ["SECURE_PROXY_SSL_HEADER"]):
        return []
    return [
        Error(
            f"Headers of a proxy are believed ({', '.join(believed)}), but not counted by "
            "THREADWELL_TRUSTED_PROXY_COUNT; anybody could invent an address.",
            hint="Set THREADWELL_TRUSTED_PROXY_COUNT to the number of proxies in front.",
            id="config.E004",
        )
    ]


def no_sample_passwords_in_public(**_options: Any) -> list[CheckMessage]:
    mark = settings.DATA_DIR / SAMPLE_ACCOUNTS_MARK
    if not (mark.exists() and site_is_public()):
        return []
    return [
        Error(
            f"Sample accounts exist, and {settings.SITE_URL} is a public address.",
            hint="Remove the sample content: manage.py sample remove",
            id="config.E005",
        )
    ]


def mail_leaves_a_public_site(**_options: Any) -> list[CheckMessage]:
    backend = settings.MAILERS["default"].get("BACKEND", "")
    if backend != "config.mail.FolderMailer" or not site_is_public():
        return []
    return [
        Warning(
            "Mails stay in the data folder, so nobody can confirm an address.",
            hint="Set THREADWELL_SMTP_URL or THREADWELL_MAIL_PROVIDER.",
            id="config.W001",
        )
    ]


def public_sites_use_https(**_options: Any) -> list[CheckMessage]:
    if settings.SITE_IS_SECURE or not site_is_public():
        return []
    return [
        Warning(
            f"{settings.SITE_URL} is public without https; passwords travel readable.",
            hint="Put a proxy with TLS in front and begin THREADWELL_SITE_URL with https.",
            id="config.W002",
        )
    ]


def known_variables(**_options: Any) -> list[CheckMessage]:
    return [
        Warning(
            f"{name} is no setting of this site.",
            hint=f"docs/settings.md lists every name that begins with {PREFIX}.",
            id="config.W003",
        )
        for name in settings.UNKNOWN_VARIABLES
    ]


ALL = (
    no_wildcard_host,
    sound_secret_key,
    no_debug_in_public,
    proxies_are_counted,
    no_sample_passwords_in_public,
    mail_leaves_a_public_site,
    public_sites_use_https,
    known_variables,
)
