"""A page for nobody in particular carries no person; every page carries its headers."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from config.middleware import PersonLanguageMiddleware, SignedOutPagesMiddleware


def answer_with(**headers: str) -> Any:
    def get_response(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("page")
        for name, value in headers.items():
            response.headers[name.replace("_", "-")] = value
        return response

    return SignedOutPagesMiddleware(get_response)


def test_vary_cookie_is_taken_from_a_page_for_everybody(rf: RequestFactory) -> None:
    response = answer_with(Vary="Accept-Encoding, Cookie")(rf.get("/"))
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Cache-Control"] == "no-cache"


def test_a_foreign_cookie_does_not_make_a_person(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.COOKIES["consent"] = "1"
    assert "Vary" not in answer_with(Vary="Cookie")(request).headers


@pytest.mark.parametrize("name", ["session", "guest", "csrftoken", "messages", "voter"])
def test_an_answer_to_a_person_stays_theirs(rf: RequestFactory, name: str) -> None:
    request = rf.get("/")
    request.COOKIES[name] = "something"
    response = answer_with(Vary="Cookie")(request)
    assert response.headers["Vary"] == "Cookie"
    assert "private" in response.headers["Cache-Control"]


def test_an_answer_that_sets_a_cookie_is_never_kept(rf: RequestFactory) -> None:
    def get_response(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("page")
        response.set_cookie("guest", "somebody")
        return response

    response = SignedOutPagesMiddleware(get_response)(rf.get("/"))
    assert "private" in response.headers["Cache-Control"]


def test_a_view_that_decided_for_itself_is_left_alone(rf: RequestFactory) -> None:
    response = answer_with(Cache_Control="no-store")(rf.get("/"))
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_signed_out_answers_set_no_cookie_and_vary_by_no_person(client: Client) -> None:
    response = client.get("/robots.txt", headers={"accept-language": "de"})
    assert not response.cookies
    vary = response.headers.get("Vary", "").lower()
    assert "cookie" not in vary
    assert "accept-language" not in vary
    assert response.headers["Content-Language"] == "en"


@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client: Client) -> None:
    for path in ("/robots.txt", "/nothing/here/"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["X-Request-ID"]


def test_a_request_id_is_taken_from_a_trusted_proxy_only(client: Client, settings: Any) -> None:
    given = {"x-request-id": "from-outside-1"}
    assert client.get("/healthz", headers=given).headers["X-Request-ID"] != "from-outside-1"
    settings.TRUSTED_PROXY_COUNT = 1
    assert client.get("/healthz", headers=given).headers["X-Request-ID"] == "from-outside-1"
    odd = {"x-request-id": "odd id; drop"}
    assert client.get("/healthz", headers=odd).headers["X-Request-ID"] != "odd id; drop"


def test_a_member_reads_in_the_language_they_chose(rf: RequestFactory, settings: Any) -> None:
    class Reader:
        language = "de"
        time_zone = "Europe/Berlin"

    def get_response(request: HttpRequest) -> HttpResponse:
        return HttpResponse(translation.get_language())

    middleware = PersonLanguageMiddleware(get_response)
    request: Any = rf.get("/", headers={"accept-language": "fr"})
    request.user = Reader()
    assert middleware(request).content == b"en"  # type: ignore[attr-defined]
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "a session"
    assert middleware(request).content == b"de"  # type: ignore[attr-defined]
    request.user.language = "xx"
    assert middleware(request).content == b"en"  # type: ignore[attr-defined]


def test_probes_are_answered_whatever_name_they_ask_for(client: Client) -> None:
    response = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert response.status_code == 200


def test_another_host_name_is_refused(client: Client) -> None:
    assert client.get("/robots.txt", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.django_db
def test_readiness_names_what_it_found(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "migrations": "ok", "cache": "ok"}
