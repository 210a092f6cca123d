"""
A visitor who votes: one random key in a cookie that the vote sets. The database keeps hashes.

Each thing that is voted on hashes with a salt of its own, so that nobody can put together what one
visitor thought of several.
"""

import secrets
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE: Final = "voter"
COOKIE_SECONDS: Final = 2 * 365 * 24 * 3600


def key_of(request: HttpRequest) -> str:
    """The key this device brought, or nothing."""
    return request.COOKIES.get(COOKIE, "")[:64]


def key_for(request: HttpRequest) -> str:
    """
    The key this device votes with. The first one is made of the device's other random cookie, the
    one against forged forms, so that pressing twice before the first answer is still one person.
    """
    if key := key_of(request):
        return key
    seed = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    if not seed:
        return new_key()
    return salted_hmac("accounts.voter", seed, algorithm="sha256").hexdigest()[:32]


def new_key() -> str:
    return secrets.token_urlsafe(24)


def hash_key(salt: str, key: str) -> str:
    return salted_hmac(salt, key, algorithm="sha256").hexdigest()


def keep(response: HttpResponse, key: str) -> None:
    """Lay the key on the device, or keep it there for longer."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
