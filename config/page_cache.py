"""The page cache: signed-out readers are shown what was made for another one, while it stands."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.csp import LazyNonce
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from foundation.branding import settings as site_settings
from foundation.limits import network
from foundation.limits.memory import Allowance
from foundation.pagecache import marks, near, store, versions
from foundation.pagecache.store import Page

Answer = Callable[[HttpRequest], HttpResponseBase]

SOUND_VALUE: Final = re.compile(r"[A-Za-z0-9_-]{1,20}")
LONGEST_QUERY: Final = 200
TAKES_GZIP: Final = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?!;\s*q=0(?:\.0*)?\s*(?:,|$))(?:;|,|$)")
# Made for each answer, or told by us.
NOT_KEPT: Final = frozenset({"content-length", "date", "etag", "last-modified", "vary"})
WAIT_SECONDS: Final = 2.0
PAUSE_SECONDS: Final = 0.02

# Signing in is what the page that says no offers.
UNLIMITED: Final = (
    "/accounts/",
    "/live/",
    "/robots.txt",
    "/healthz",
    "/readyz",
    "/metrics",
    "/media/",
)

_allowance = Allowance()


class PageCacheMiddleware:
    """
    Stands before sessions and behind what every answer carries. Somebody with one of the named
    cookies passes it by. A page is kept only from a request without any cookie or unknown
    parameter, and only if its view says so (`foundation.pagecache.marks`).
    """

    def __init__(self, get_response: Answer) -> None:
        if not settings.PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or is_somebody(request):
            return self.get_response(request)
        key = key_of(request)
        if key is None:
            return refused(request) or self.get_response(request)
        try:
            # Read before the page is made: a change meanwhile makes it old from the beginning.
            numbers = versions.read()
        except Error:
            return refused(request) or self.get_response(request)
        page = near.get(key)
        if page is not None and page.is_young() and page.stands(numbers):
            return answer(request, page)
        page = store.get(key)
        if page is not None and page.stands(numbers):
            if page.is_young() or not may_fill(request) or not store.begin(key):
                return answer(request, page)
            return self._make(request, key, numbers, page)
        if busy := refused(request):
            return busy
        if not may_fill(request):
            return self.get_response(request)
        if store.begin(key):
            # Another one may have finished between the look and the begin.
            made = store.get(key)
            if made is not None and made != page and made.stands(numbers):
                store.end(key)
                return answer(request, made)
        elif (made := wait_for(key)) is not None:
            return answer(request, made)
        else:
            numbers = versions.read()
        return self._make(request, key, numbers, page)

    def _make(
        self, request: HttpRequest, key: str, numbers: Mapping[str, int], before: Page | None
    ) -> HttpResponseBase:
        try:
            # What this process remembers of the settings must not be older than the counters.
            site_settings.know(numbers.get(versions.SITE, 0))
            response = self.get_response(request)
            if not isinstance(response, HttpResponse) or not is_for_everybody(request, response):
                return response
            page = Page.of(
                response.content,
                headers_of(response),
                marks.names_of(request),
                numbers,
                before=before,
            )
            return answer(request, page) if store.put(key, page) else response
        finally:
            store.end(key)


def is_somebody(request: HttpRequest) -> bool:
    return (
        not settings.PERSON_COOKIES.isdisjoint(request.COOKIES)
        or "HTTP_AUTHORIZATION" in request.META
    )


def may_fill(request: HttpRequest) -> bool:
    """A foreign cookie may be shown a kept page, and never makes one."""
    return request.method == "GET" and not request.COOKIES


def key_of(request: HttpRequest) -> str | None:
    """One key for each address of a page; None where a parameter is not one that pages know."""
    query = request.META.get("QUERY_STRING", "")
    known: list[str] = []
    if query:
        if len(query) > LONGEST_QUERY:
            return None
        for name, values in sorted(request.GET.lists()):
            if name not in settings.PAGE_PARAMETERS or len(values) != 1:
                return None
            if not SOUND_VALUE.fullmatch(values[0]):
                return None
            known.append(f"{name}={values[0]}")
    return store.key_of(
        settings.SITE_URL,
        settings.LANGUAGE_CODE,
        settings.TIME_ZONE,
        request.scheme or "",
        request.get_host(),
        request.path,
        *known,
    )


def is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer may be shown to others. Each of these alone is a reason against it."""
    if response.status_code != HTTPStatus.OK:
        return False
    if not marks.is_kept(request) or response.cookies or response.has_header("Set-Cookie"):
        return False
    if words_of(response, "Cache-Control") & {"private", "no-store"}:
        return False
    if words_of(response, "Vary") - {"accept-encoding"}:
        return False
    if response.has_header("Content-Encoding"):
        return False
    # A policy of its own is drawn outside, from the answer; a nonce is good for one answer only.
    nonce = getattr(request, "_csp_nonce", None)
    own_policy = hasattr(response, "_csp_config") or hasattr(response, "_csp_ro_config")
    return not own_policy and not (isinstance(nonce, LazyNonce) and bool(nonce))


def words_of(response: HttpResponse, header: str) -> set[str]:
    words = response.headers.get(header, "").lower().split(",")
    return {word.partition("=")[0].strip() for word in words} - {""}


def headers_of(response: HttpResponse) -> tuple[tuple[str, str], ...]:
    headers = {
        name: value for name, value in response.headers.items() if name.lower() not in NOT_KEPT
    }
    if seconds := settings.SHARED_CACHE_SECONDS:
        headers["Cache-Control"] = (
            f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={seconds}"
        )
    return tuple(headers.items())


def wait_for(key: str) -> Page | None:
    """What another one is making, if it comes soon and stands."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        time.sleep(PAUSE_SECONDS)
        building = store.is_begun(key)
        page = store.get(key)
        if page is not None and page.stands(versions.read()):
            return page
        if not building:
            return None
    return None


def answer(request: HttpRequest, page: Page) -> HttpResponse:
    """The page, or that the reader has it already."""
    told = page.changed_at if page.changed_at <= time.time() else None
    if has_it(request, page, told):
        response: HttpResponse = HttpResponseNotModified()
        for name, value in page.headers:
            if name == "Cache-Control":
                response.headers[name] = value
    else:
        takes_gzip = TAKES_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "").lower())
        body = page.packed if takes_gzip else page.body()
        response = HttpResponse(body if request.method == "GET" else b"")
        for name, value in page.headers:
            response.headers[name] = value
        if takes_gzip:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(body))
    response.headers["ETag"] = page.etag
    response.headers["Vary"] = "Accept-Encoding"
    if told is not None:
        response.headers["Last-Modified"] = http_date(told)
    return response


def has_it(request: HttpRequest, page: Page, told: int | None) -> bool:
    if etags := request.META.get("HTTP_IF_NONE_MATCH", ""):
        found = parse_etags(etags)
        return found == ["*"] or page.etag in found or page.etag.removeprefix("W/") in found
    since = parse_http_date_safe(request.META.get("HTTP_IF_MODIFIED_SINCE", ""))
    return told is not None and since is not None and told <= since


def refused(request: HttpRequest) -> HttpResponse | None:
    """
    Too many pages had to be made for one network of signed-out readers. Kept pages are free, and
    so is everybody with an account.
    """
    pages_a_minute = int(site_settings.get("pages_a_minute"))
    address = network.client_address(request)
    if not pages_a_minute or network.is_own(address) or request.path.startswith(UNLIMITED):
        return None
    # Each process counts for itself.
    capacity = max(1, pages_a_minute // settings.WORKERS)
    wait = _allowance.take(network.block_of(address), capacity=capacity, per_seconds=60)
    if not wait:
        return None
    response = HttpResponse(_busy_page(request), status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
    response.headers["Content-Language"] = settings.LANGUAGE_CODE
    return response


def _busy_page(request: HttpRequest) -> bytes:
    """Drawn once and kept: saying no has to cost less than a page."""
    key = store.key_of("busy", settings.SITE_URL, settings.LANGUAGE_CODE)
    page = store.get(key)
    if page is not None and page.is_young():
        return page.body()
    body = render_to_string("config/busy.html", request=request).encode()
    store.put(key, Page.of(body, (), frozenset(), {}))
    return body
