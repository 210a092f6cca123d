"""
The device a guest writes from: one signed, opaque cookie, without name or address.

The cookie holds a random key and whether the guest asked to be remembered. The database holds
the key's hash only.
"""

import secrets
from dataclasses import replace

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Guest, GuestDevice
from accounts.services.newcomer import Newcomer

COOKIE = "guest"
SALT = "accounts.device"
REMEMBERED_SECONDS = 180 * 24 * 3600


def new_key() -> str:
    return secrets.token_urlsafe(24)


def hash_key(key: str) -> str:
    return salted_hmac(SALT, key, algorithm="sha256").hexdigest()


def _cookie(request: HttpRequest) -> tuple[str, bool] | None:
    raw = request.COOKIES.get(COOKIE)
    if not raw:
        return None
    try:
        key, remembered = signing.loads(raw, salt=SALT, max_age=REMEMBERED_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(key), bool(remembered)


def guest_of(request: HttpRequest) -> Guest | None:
    """The guest who wrote from this device, if it carries their key."""
    cookie = _cookie(request)
    if cookie is None:
        return None
    found = GuestDevice.objects.select_related("guest__address")
    known = found.filter(key_hash=hash_key(cookie[0])).first()
    if known is None:
        return None
    known.guest.device = known
    return known.guest


def is_remembered(request: HttpRequest) -> bool:
    """Whether the guest ticked "remember me": only then the name is filled in."""
    cookie = _cookie(request)
    return cookie is not None and cookie[1]


def key_of(request: HttpRequest) -> str:
    cookie = _cookie(request)
    return cookie[0] if cookie else ""


def set_cookie(response: HttpResponse, key: str, *, remember: bool) -> None:
    """Lay the key on the device: for the browser's session, or for 180 days when asked to."""
    response.set_cookie(
        COOKIE,
        signing.dumps([key, remember], salt=SALT),
        max_age=REMEMBERED_SECONDS if remember else None,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Nobody is known by this device any more, nor by a copy of its cookie."""
    if key := key_of(request):
        GuestDevice.objects.filter(key_hash=hash_key(key)).delete()
    response.delete_cookie(COOKIE, samesite="Lax")


def link(response: HttpResponse, guest: Guest) -> None:
    """Make the device of a guest, who has just shown that they read their mail, known as theirs."""
    key = new_key()
    GuestDevice.objects.create(guest=guest, key_hash=hash_key(key), proved_at=timezone.now())
    set_cookie(response, key, remember=True)


def attach(request: HttpRequest, newcomer: Newcomer) -> Newcomer:
    """The newcomer with the key of this device, a fresh one where it has none yet."""
    key = key_of(request) or _key_from(request.POST.get("form_key", "")) or new_key()
    request._device_key = key  # type: ignore[attr-defined]  # for `keep`, within this request
    return replace(newcomer, device_key=key)


def _key_from(form_key: str) -> str:
    """The same key for each press of one form, should the second come before the first answer."""
    return salted_hmac(f"{SALT}.form", form_key, algorithm="sha256").hexdigest() if form_key else ""


def keep(request: HttpRequest, response: HttpResponse, *, remember: bool) -> None:
    """Lay the key of this request's newcomer on the device."""
    key = getattr(request, "_device_key", "")
    if key:
        set_cookie(response, key, remember=remember)
