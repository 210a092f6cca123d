"""What is made for one signed-out reader is shown to others, and to nobody else."""

from __future__ import annotations

import gzip
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date
from django.views.decorators.csp import csp_override
from redis.backoff import NoBackoff
from redis.retry import Retry

from accounts.models import Role
from accounts.services import device
from accounts.services.newcomer import Newcomer
from accounts.viewer import Viewer
from config.page_cache import PageCacheMiddleware
from forum.comments.services.post import post
from foundation.pagecache import marks, near, store, versions
from tests.factories import make_member
from tests.factories_articles import make_article
from tests.factories_topics import make_topic

Answer = Callable[[HttpRequest], Any]


@pytest.fixture
def kept(settings: Any) -> None:
    settings.PAGE_CACHE = True


def made(path: str, client: Client | None = None, **options: Any) -> bool:
    """Whether the address is answered by making the page."""
    with CaptureQueriesContext(connection) as queries:
        (client or Client()).get(path, **options)
    return len(queries) > 1


def address() -> str:
    return make_topic().get_absolute_url()


# --- Who is answered from the cache ------------------------------------------------------


@pytest.mark.django_db
def test_the_second_reader_costs_one_query_and_reads_the_same(kept: None) -> None:
    path = address()
    first = Client().get(path)
    with CaptureQueriesContext(connection) as queries:
        second = Client().get(path)
    assert len(queries) == 1
    assert second.content == first.content
    assert second.headers["Content-Type"] == first.headers["Content-Type"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["session", "guest", "csrftoken", "messages", "voter"])
def test_somebody_is_answered_past_the_cache_and_fills_it_for_nobody(kept: None, name: str) -> None:
    path, somebody = address(), Client()
    somebody.cookies[name] = "something"
    assert made(path, somebody)
    assert made(path, somebody)
    assert made(path)
    assert not made(path)
    assert made(path, somebody)


@pytest.mark.django_db
def test_a_foreign_cookie_is_shown_a_kept_page_and_makes_none(kept: None) -> None:
    path, foreign = address(), Client()
    foreign.cookies["consent"] = "<script>"
    assert made(path, foreign)
    assert made(path, foreign)
    assert made(path)
    assert not made(path, foreign)


@pytest.mark.django_db
def test_a_sign_in_by_header_is_somebody(kept: None) -> None:
    path = address()
    made(path)
    assert made(path, headers={"authorization": "Bearer something"})


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_no_role_leaves_its_page_to_a_stranger_or_reads_a_stranger_s(kept: None, role: str) -> None:
    topic, article = make_topic(), make_article()
    member = make_member("Wilhelmina", role=role)
    signed_in = Client()
    signed_in.force_login(member)
    paths = [
        "/",
        "/forum/",
        "/forum/latest/",
        topic.board.get_absolute_url(),
        topic.get_absolute_url(),
        article.get_absolute_url(),
        "/articles/",
        f"/people/{member.handle}/",
        "/guidelines/",
        "/accounts/profile/",
        "/notifications/",
    ]
    for path in paths:
        signed_in.get(path)
    strangers = {path: Client().get(path) for path in paths}
    for path in paths:
        own = signed_in.get(path)
        assert "/accounts/logout/" in own.content.decode() or own.status_code != HTTPStatus.OK
        assert "private" in own.headers["Cache-Control"]
        assert "/accounts/logout/" not in strangers[path].content.decode()
        assert not strangers[path].cookies
        again = Client().get(path)
        assert again.content == strangers[path].content


@pytest.mark.django_db
def test_a_guest_s_waiting_words_are_shown_to_nobody_else(kept: None) -> None:
    topic = make_topic()
    key = device.new_key()
    newcomer = Newcomer("Gina", "gina@example.org", "", key)
    posted = post(
        topic.discussion, viewer=Viewer.nobody(), body="Only mine so far.", newcomer=newcomer
    )
    assert posted.token
    path = topic.get_absolute_url()
    for _ in range(2):
        own = Client().get(f"{path}?held={posted.token}")
        assert "Only mine so far." in own.content.decode()
        assert "no-store" in own.headers["Cache-Control"]
        assert "ETag" not in own.headers
    assert "Only mine so far." not in Client().get(path).content.decode()


@pytest.mark.django_db
def test_a_post_is_never_answered_from_the_cache(kept: None) -> None:
    path = address()
    made(path)
    assert Client().post(path).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.django_db
def test_pages_that_change_with_the_reader_or_move_are_not_kept(kept: None) -> None:
    topic = make_topic()
    short = f"/t/{topic.pk}/"
    for path in ("/search/", "/search/?q=day", "/forum/ask/", "/accounts/login/", "/healthz",
                 "/nothing/here/", short, f"/c/{topic.pk}/"):  # fmt: skip
        for _ in range(2):
            assert "ETag" not in Client().get(path).headers, path


# --- Addresses ---------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "utm_source=mail",
        "page=1&page=1",
        "sort=oldest&x",
        "sort=%3Cscript%3E",
        "page=" + "1" * 21,
        "sort=newest&" + "x=1&" * 100,
        "held=abc",
        "page=%00",
        "partial=1",
    ],
)
def test_what_pages_do_not_know_is_answered_and_not_kept(kept: None, query: str) -> None:
    path = f"{address()}?{query}"
    assert "ETag" not in Client().get(path).headers
    assert "ETag" not in Client().get(path).headers


@pytest.mark.django_db
def test_the_order_of_parameters_makes_no_second_page(kept: None) -> None:
    path = address()
    assert made(f"{path}?sort=newest&page=1")
    assert not made(f"{path}?page=1&sort=newest")
    assert made(f"{path}?page=1")


@pytest.mark.django_db
def test_a_parameter_and_a_path_are_never_taken_for_each_other(
    kept: None, rf: RequestFactory
) -> None:
    from config.page_cache import key_of

    addresses = ["/a/?page=1", "/a/?sort=1", "/a/", "/a/?page=1&sort=1", "/a/page=1", "/a"]
    keys = [key_of(rf.get(address)) for address in addresses]
    assert len(set(keys)) == len(addresses)
    assert None not in keys
    assert key_of(rf.get("/a/", secure=True)) not in keys


@pytest.mark.django_db
def test_another_host_name_gets_and_leaves_nothing(kept: None) -> None:
    path = address()
    assert Client().get(path, headers={"host": "evil.example"}).status_code == 400
    Client().get(path, headers={"host": "localhost"})
    assert made(path, headers={"host": "testserver"})
    assert Client().get(path, headers={"host": "evil.example"}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-host": "evil.example"},
        {"x-forwarded-proto": "https"},
        {"x-forwarded-for": "203.0.113.9"},
        {"x-forwarded-prefix": "/evil"},
        {"x-original-url": "/evil/"},
        {"x-rewrite-url": "/evil/"},
        {"forwarded": "host=evil.example;proto=https"},
        {"accept-language": "de"},
        {"x-requested-with": "fetch"},
        {"accept": "application/json"},
        {"x-http-method-override": "POST"},
        {"origin": "https://evil.example"},
        {"referer": "https://evil.example/"},
        {"range": "bytes=0-10"},
        {"user-agent": "evil.example"},
    ],
)
def test_no_header_of_one_reader_changes_what_others_read(
    kept: None, headers: dict[str, str]
) -> None:
    path = address()
    clean = Client().get(f"{path}?unknown=1").content
    first = Client().get(path, headers=headers)
    second = Client().get(path)
    assert "evil" not in first.content.decode()
    assert "evil" not in str(first.headers)
    assert second.content == clean
    assert "evil" not in str(second.headers)
    assert second.status_code == HTTPStatus.OK


@pytest.mark.django_db
def test_https_and_http_are_two_pages(kept: None) -> None:
    path = address()
    made(path)
    assert made(path, secure=True)


# --- What the answer carries -------------------------------------------------------------


@pytest.mark.django_db
def test_a_kept_answer_carries_every_header_of_a_fresh_one(kept: None) -> None:
    path = address()
    fresh = Client().get(f"{path}?unknown=1").headers
    Client().get(path)
    kept_headers = Client().get(path).headers
    for name in set(fresh) - {"Vary", "X-Request-ID"}:
        assert kept_headers[name] == fresh[name], name
    for name in (
        "Content-Security-Policy",
        "X-Frame-Options",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Permissions-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
    ):
        assert kept_headers[name], name
    assert kept_headers["Vary"] == "Accept-Encoding"
    assert kept_headers["X-Request-ID"] != fresh["X-Request-ID"]
    assert "Set-Cookie" not in kept_headers


@pytest.mark.django_db
def test_the_body_travels_packed_where_it_may(kept: None) -> None:
    path = address()
    plain = Client().get(path)
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Content-Length"] == str(len(plain.content))
    for accepted in ("gzip", "br, gzip;q=0.8", "deflate,gzip, br", "*", "GZIP ; q=1"):
        packed = Client().get(path, headers={"accept-encoding": accepted})
        assert packed.headers["Content-Encoding"] == "gzip", accepted
        assert gzip.decompress(packed.content) == plain.content
        assert packed.headers["Content-Length"] == str(len(packed.content))
        assert packed.headers["ETag"] == plain.headers["ETag"]
        assert packed.headers["Vary"] == "Accept-Encoding"
    for accepted in ("", "gzip;q=0", "gzip; q=0.000, br", "identity", "x-gzip", "br"):
        answer = Client().get(path, headers={"accept-encoding": accepted})
        assert "Content-Encoding" not in answer.headers, accepted
        assert answer.content == plain.content


@pytest.mark.django_db
def test_a_reader_who_has_the_page_is_told_so(kept: None) -> None:
    path = address()
    etag = Client().get(path).headers["ETag"]
    assert etag.startswith('W/"')
    for given in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        answer = Client().get(path, headers={"if-none-match": given})
        assert answer.status_code == HTTPStatus.NOT_MODIFIED, given
        assert answer.content == b""
        assert answer.headers["ETag"] == etag
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Security-Policy"]
    assert Client().get(path, headers={"if-none-match": '"other"'}).status_code == HTTPStatus.OK


@pytest.mark.django_db
def test_the_same_page_made_again_keeps_its_etag_and_its_date(kept: None) -> None:
    path = address()
    first = Client().get(path).headers["ETag"]
    versions.bump(versions.SITE)
    assert made(path)
    assert Client().get(path, headers={"if-none-match": first}).status_code == 304


def a_page(before: store.Page | None = None, body: bytes = b"page") -> store.Page:
    return store.Page.of(body, (("Content-Type", "text/html"),), None, {}, before=before)


def test_a_date_is_not_told_in_the_second_of_the_change(rf: RequestFactory) -> None:
    from config.page_cache import answer

    page = a_page()
    assert page.changed_at > time.time()
    assert "Last-Modified" not in answer(rf.get("/"), page).headers
    since = http_date(page.changed_at)
    asked = rf.get("/", headers={"if-modified-since": since})
    assert answer(asked, page).status_code == HTTPStatus.OK


def test_a_date_told_later_is_taken_back(rf: RequestFactory) -> None:
    from dataclasses import replace

    from config.page_cache import answer

    page = replace(a_page(), changed_at=int(time.time()) - 5)
    told = answer(rf.get("/"), page).headers["Last-Modified"]
    assert answer(rf.get("/", headers={"if-modified-since": told}), page).status_code == 304
    earlier = http_date(page.changed_at - 1)
    assert answer(rf.get("/", headers={"if-modified-since": earlier}), page).status_code == 200
    for nonsense in ("yesterday", "", "Thu, 99 Foo 2026 25:61:61 GMT"):
        asked = rf.get("/", headers={"if-modified-since": nonsense})
        assert answer(asked, page).status_code == 200
    # An ETag, where one is sent, decides alone.
    both = rf.get("/", headers={"if-modified-since": told, "if-none-match": '"other"'})
    assert answer(both, page).status_code == 200


def test_a_page_that_stays_the_same_keeps_the_date_of_its_change() -> None:
    from dataclasses import replace

    first = replace(a_page(), changed_at=1000)
    assert a_page(first).changed_at == 1000
    assert a_page(first, b"another").changed_at > 1000


@pytest.mark.django_db
def test_head_is_answered_with_the_headers_alone(kept: None) -> None:
    path = address()
    assert Client().head(path).status_code == HTTPStatus.OK
    assert made(path)
    with CaptureQueriesContext(connection) as queries:
        head = Client().head(path)
    assert len(queries) == 1
    page = Client().get(path)
    assert head.content == b""
    for name in ("ETag", "Content-Length", "Content-Type", "Cache-Control"):
        assert head.headers[name] == page.headers[name]


@pytest.mark.django_db
def test_what_a_cache_in_front_may_do_is_a_setting(kept: None, settings: Any) -> None:
    path = address()
    assert Client().get(path).headers["Cache-Control"] == "no-cache"
    settings.SHARED_CACHE_SECONDS = 30
    versions.bump(versions.SITE)
    wanted = "public, max-age=0, s-maxage=30, stale-while-revalidate=30"
    etag = Client().get(path).headers["ETag"]
    assert Client().get(path).headers["Cache-Control"] == wanted
    again = Client().get(path, headers={"if-none-match": etag})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, wanted)
    somebody = Client()
    somebody.cookies["guest"] = "x"
    assert "public" not in somebody.get(path).headers["Cache-Control"]


# --- What is kept ------------------------------------------------------------------------


class Site:
    """The middleware before a view, which counts how often it is asked."""

    def __init__(self, view: Answer, settings: Any) -> None:
        settings.PAGE_CACHE = True
        self.asked = 0
        self.view = view
        self.middleware = PageCacheMiddleware(self._answer)

    def _answer(self, request: HttpRequest) -> Any:
        self.asked += 1
        return self.view(request)

    def get(self, path: str = "/", **options: Any) -> Any:
        return self.middleware(RequestFactory().get(path, **options))


def plain(request: HttpRequest) -> HttpResponse:
    marks.keep(request)
    return HttpResponse("page")


def with_cookie(request: HttpRequest) -> HttpResponse:
    response = plain(request)
    response.set_cookie("guest", "somebody")
    return response


def with_header(name: str, value: str) -> Answer:
    def view(request: HttpRequest) -> HttpResponse:
        response = plain(request)
        response.headers[name] = value
        return response

    return view


def with_status(status: int) -> Answer:
    def view(request: HttpRequest) -> HttpResponse:
        response = plain(request)
        response.status_code = status
        return response

    return view


def in_pieces(request: HttpRequest) -> StreamingHttpResponse:
    marks.keep(request)
    return StreamingHttpResponse(iter([b"page"]))


@csp_override({"default-src": ["'self'"]})
def with_a_policy_of_its_own(request: HttpRequest) -> HttpResponse:
    return plain(request)


def with_a_nonce(request: HttpRequest) -> HttpResponse:
    from django.utils.csp import LazyNonce

    request._csp_nonce = LazyNonce()  # type: ignore[attr-defined]
    marks.keep(request)
    return HttpResponse(f"{request._csp_nonce}")  # type: ignore[attr-defined]


def huge(request: HttpRequest) -> HttpResponse:
    marks.keep(request)
    return HttpResponse(secrets.token_bytes(store.LARGEST + 1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "view",
    [
        with_cookie,
        with_header("Set-Cookie", "guest=1"),
        with_header("Cache-Control", "private"),
        with_header("Cache-Control", 'max-age=3, Private="x"'),
        with_header("Cache-Control", "no-store"),
        with_header("Vary", "Cookie"),
        with_header("Vary", "accept-encoding, accept-language"),
        with_header("Vary", "*"),
        with_header("Content-Encoding", "gzip"),
        with_status(404),
        with_status(301),
        with_status(500),
        with_status(206),
        with_status(422),
        in_pieces,
        with_a_policy_of_its_own,
        with_a_nonce,
        huge,
        lambda request: HttpResponse("nobody said it may be kept"),
    ],
)
def test_what_may_not_be_shown_to_others_is_made_each_time(view: Answer, settings: Any) -> None:
    site = Site(view, settings)
    site.get()
    site.get()
    assert site.asked == 2
    assert not store.is_begun("x")


@pytest.mark.django_db
def test_what_may_is_made_once(settings: Any) -> None:
    site = Site(with_header("Vary", "Accept-Encoding"), settings)
    assert site.get().content == site.get().content == b"page"
    assert site.asked == 1


@pytest.mark.django_db
def test_a_view_that_fails_leaves_the_way_open_for_the_next(settings: Any) -> None:
    def fails(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    site = Site(fails, settings)
    with pytest.raises(ZeroDivisionError):
        site.get()
    site.view = plain
    began = time.monotonic()
    assert site.get().content == b"page"
    assert time.monotonic() - began < 1


@pytest.mark.django_db
def test_a_page_names_what_it_is_made_of_and_waits_for_that_alone(settings: Any) -> None:
    def of_discussion_1(request: HttpRequest) -> HttpResponse:
        marks.made_of(request, "discussion:1")
        return plain(request)

    site = Site(of_discussion_1, settings)
    site.get()
    versions.bump("discussion:2")
    site.get()
    assert site.asked == 1
    versions.bump("discussion:1")
    site.get()
    assert site.asked == 2
    versions.bump("site")
    site.get()
    assert site.asked == 3


@pytest.mark.django_db
def test_a_page_that_names_nothing_waits_for_everything(settings: Any) -> None:
    site = Site(plain, settings)
    for number, name in enumerate(["discussion:1", "discussion:63", "site", "new"], start=1):
        site.get()
        versions.bump(name)
        site.get()
        assert site.asked == number + 1


@pytest.mark.django_db
def test_a_change_while_a_page_is_made_makes_it_old_at_once(settings: Any) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        versions.bump("discussion:1")
        return plain(request)

    site = Site(view, settings)
    site.get()
    site.view = plain
    site.get()
    assert site.asked == 2
    site.get()
    assert site.asked == 2


@pytest.mark.django_db
def test_votes_are_counted_within_a_minute(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(plain, settings)
    site.get()
    monkeypatch.setattr(store, "YOUNG_SECONDS", 0)
    site.get()
    assert site.asked == 2


@pytest.mark.django_db
def test_while_one_makes_an_aged_page_anew_others_read_the_one_before(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(plain, settings)
    site.get()
    monkeypatch.setattr(store, "YOUNG_SECONDS", 0)

    def view(request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        assert site.get().content == b"page"
        assert time.monotonic() - began < 1
        return plain(request)

    site.view = view
    site.get()
    assert site.asked == 2


@pytest.mark.django_db
def test_nobody_is_shown_what_has_changed_because_another_is_still_at_it(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.page_cache.WAIT_SECONDS", 0.1)
    site = Site(plain, settings)
    site.get()
    versions.bump("site")
    site.view = lambda request: HttpResponse("after the change")
    from config.page_cache import key_of

    key = key_of(RequestFactory().get("/"))
    assert key is not None
    assert store.begin(key)  # somebody who never comes back
    assert site.get().content == b"after the change"


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_make_one_page(settings: Any) -> None:
    gate = threading.Barrier(5)
    all_here = threading.Semaphore(0)

    def slow(request: HttpRequest) -> HttpResponse:
        for _ in range(5):
            assert all_here.acquire(timeout=20)
        return plain(request)

    site = Site(slow, settings)
    bodies: list[bytes] = []

    def ask() -> None:
        try:
            gate.wait()
            all_here.release()
            bodies.append(site.get().content)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bodies == [b"page"] * 5
    assert site.asked == 1


# --- The cache itself --------------------------------------------------------------------


@pytest.fixture
def broken(settings: Any, tmp_path: Any) -> Iterator[None]:
    """A cache whose server does not answer."""
    settings.CACHES = settings.CACHES | {
        "pages": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"retry": Retry(NoBackoff(), 0)},
        }
    }
    store.forget_faults()
    yield
    store.forget_faults()
    del settings.CACHES


@pytest.mark.django_db
def test_a_broken_cache_breaks_no_page_and_is_logged_once(
    broken: None, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    site = Site(plain, settings)
    for _ in range(3):
        near.forget()
        assert site.get().content == b"page"
    assert site.asked == 3
    said = [record for record in caplog.records if record.name == "foundation.pagecache"]
    assert len(said) == 1


@pytest.mark.django_db
def test_a_cache_that_comes_back_is_used_again(broken: None, settings: Any) -> None:
    site = Site(plain, settings)
    site.get()
    near.forget()
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    store.forget_faults()
    site.get()
    near.forget()
    site.get()
    assert site.asked == 2


@pytest.mark.django_db
@pytest.mark.parametrize("rubbish", ["text", 7, (1, 2), b"\x80", ("a",) * 20, None])
def test_what_another_release_left_is_not_there(settings: Any, rubbish: object) -> None:
    from config.page_cache import key_of

    key = key_of(RequestFactory().get("/"))
    caches["pages"].set(f"page:{key}", rubbish, 60)
    assert Site(plain, settings).get().content == b"page"


@pytest.mark.django_db
def test_the_cache_can_be_turned_off(settings: Any) -> None:
    settings.PAGE_CACHE = False
    path = address()
    assert made(path)
    assert made(path)
    assert "ETag" not in Client().get(path).headers


def test_no_page_of_ours_has_a_nonce(settings: Any) -> None:
    """A nonce is good for one answer; a kept page is many."""
    assert "nonce" not in str(settings.SECURE_CSP).lower()
