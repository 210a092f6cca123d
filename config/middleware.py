"""What every answer carries: an id, security headers, and no person where nobody is signed in."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control

from config.logs import request_id

Answer = Callable[[HttpRequest], HttpResponseBase]

SOUND_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """One id for all log lines of a request; the proxy's own where a proxy is trusted."""

    PROBES: ClassVar[frozenset[str]] = frozenset({"/healthz", "/readyz"})

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXY_COUNT else ""
        own = given if SOUND_REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        if request.path_info in self.PROBES:
            # Probes come by address, not by name, and say nothing that depends on the name.
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
        mark = request_id.set(own)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(mark)
        response.headers["X-Request-ID"] = own
        return response


class SoundAddressMiddleware:
    """No address of ours holds a NUL; PostgreSQL would refuse to look such a text up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("A NUL in the address")
        return self.get_response(request)


class SecurityHeadersMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class SignedOutPagesMiddleware:
    """A page for nobody in particular says so: no cookie, no `Vary: Cookie`, free to be kept.

    A page that set a cookie or was asked for by somebody with a session is that person's own.
    The rest of the site may look at `request.user` or for messages without making each answer
    personal by that alone, which is why `Vary: Cookie` is taken away here and nowhere else.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        personal = bool(response.cookies) or not settings.PERSON_COOKIES.isdisjoint(request.COOKIES)
        if request.method in ("GET", "HEAD") and not personal:
            drop_vary_cookie(response)
        if not response.has_header("Cache-Control"):
            if personal:
                patch_cache_control(response, private=True, no_cache=True)
            else:
                patch_cache_control(response, no_cache=True)
        return response


def drop_vary_cookie(response: HttpResponseBase) -> None:
    names = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    kept = [name for name in names if name and name.lower() != "cookie"]
    if kept:
        response.headers["Vary"] = ", ".join(kept)
    elif response.has_header("Vary"):
        del response.headers["Vary"]


class PersonLanguageMiddleware:
    """Members read in the language and zone they chose; everybody else in the site's own.

    Neither the browser's `Accept-Language` nor a cookie is asked: a page for signed-out people
    is one page for all of them.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language, zone = self._chosen(request)
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            render = getattr(response, "render", None)
            if callable(render) and not getattr(response, "is_rendered", True):
                # A lazy answer must be drawn while the language still holds.
                response = render()
            response.headers.setdefault("Content-Language", language)
        return response

    def _chosen(self, request: HttpRequest) -> tuple[str, ZoneInfo]:
        language, zone = settings.LANGUAGE_CODE, settings.TIME_ZONE
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            user = request.user
            if not isinstance(user, AnonymousUser):
                language = str(getattr(user, "language", "")) or language
                zone = str(getattr(user, "time_zone", "")) or zone
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        try:
            return language, ZoneInfo(zone)
        except (OSError, ValueError, KeyError):
            return language, ZoneInfo(settings.TIME_ZONE)


class WrongFieldsMiddleware:
    """A form of allauth's that comes back with faults answers 422, as all forms here do."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        form = (response.context_data or {}).get("form")
        sent = request.method == "POST" and request.path_info.startswith("/accounts/")
        if sent and response.status_code == HTTPStatus.OK and getattr(form, "errors", None):
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response
