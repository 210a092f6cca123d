"""With gunicorn and a proxy, as a site runs them: one writes, another one's browser hears of it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from playwright.sync_api import expect

from accounts.models import User
from forum.comments.models import Discussion
from foundation.branding import settings as site_settings
from tests.bench import processes
from tests.factories import make_comment, write
from tests.factories_moderation import make_known
from tests.factories_topics import make_topic
from tests.gateways.live.front import Front
from tests.gateways.live.listener import wait_until
from tests.journeys.conftest import sign_in
from tests.temporary_site import PROJECT, free_port

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def charlie() -> User:
    return make_known("Charlie")


@pytest.fixture
def topic(charlie: User) -> Discussion:
    site_settings.set_value("reply_wait_seconds", 0)
    topic = make_topic("How do you plan a day?", by=charlie).discussion
    for number in range(4):
        make_comment(topic, author=charlie, body=f"Way {number}. " + "I rest a lot. " * 40)
    topic.refresh_from_db()
    return topic


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The process of the streams, on the database of this test."""
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LIVE_BIND": f"127.0.0.1:{port}",
    }
    with (tmp_path / "live.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:config.live_server", "config.asgi"],
            cwd=PROJECT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        wait_until(lambda: is_up(port) or process.poll() is not None)
        assert process.poll() is None, (tmp_path / "live.log").read_text()
        yield process, port
    finally:
        process.terminate()
        process.wait(15)


def database_url() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    # The host may be a folder: only what stands behind the last stroke is the name.
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture
def reader(new_context: Any, settings: Any) -> Callable[[Front, User | None], Any]:
    settings.LIVE = "stream"

    def open_page(front: Front, user: User | None = None) -> Any:
        page = new_context(base_url=front.url).new_page()
        if user is not None:
            sign_in(page, user, front.url)
        return page

    return open_page


@pytest.fixture
def pages(live_server: Any) -> int:
    return int(urlsplit(live_server.url).port or 0)


def line_of(page: Any) -> Any:
    return page.locator("[data-live-show]")


def test_a_browser_hears_by_the_stream_within_moments(
    server: Any, reader: Any, pages: int, topic: Discussion, charlie: User
) -> None:
    with Front(pages, server[1]) as front:
        page = reader(front, make_known("Adele"))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(urlsplit(request.url).path))
        with page.expect_request(re.compile("/live/stream/")):
            page.goto(topic.url)
        page.mouse.wheel(0, 300)
        page.wait_for_function("scrollY > 0")
        place = page.evaluate("scrollY")
        write(topic, charlie, "I sleep at noon.")
        expect(line_of(page)).to_have_text("1 new reply, show")
        expect(page.locator("[data-say]")).to_have_text("1 new reply, show")
        assert page.evaluate("scrollY") == place
        write(topic, charlie, "And at one.")
        expect(line_of(page)).to_have_text("2 new replies, show")
        line_of(page).click()
        expect(page.locator(".comment", has_text="And at one.")).to_be_visible()
        write(topic, charlie, "And at two.")
        expect(line_of(page)).to_have_text("1 new reply, show")
        assert f"/live/{topic.pk}/" not in asked


def test_where_streams_are_swallowed_the_page_asks(
    server: Any, reader: Any, pages: int, topic: Discussion, settings: Any
) -> None:
    """After ten seconds of silence, by the browser's clock."""
    settings.LIVE_SECONDS = 1
    with Front(pages, server[1], swallows=True) as front:
        page = reader(front)
        page.clock.install()
        page.goto(topic.url)
        wait_until(lambda: front.swallowed == 1)
        write(topic, User.objects.get(name="Charlie"), "I sleep at noon.")
        page.clock.run_for(9_000)
        expect(line_of(page)).to_be_hidden()
        page.clock.run_for(3_000)
        expect(line_of(page)).to_have_text("1 new reply, show")


def test_where_nobody_streams_the_page_asks_at_once(
    reader: Any, pages: int, topic: Discussion, charlie: User, settings: Any
) -> None:
    """The pages' own server says that it has no streams."""
    settings.LIVE_SECONDS = 1
    with Front(pages, pages) as front:
        page = reader(front)
        page.goto(topic.url)
        write(topic, charlie, "I sleep at noon.")
        expect(line_of(page)).to_have_text("1 new reply, show")


def test_a_server_that_is_told_to_stop_ends_its_streams_in_order(
    server: Any, topic: Discussion, tmp_path: Path
) -> None:
    process, port = server
    log = tmp_path / "live.log"
    streams = []
    for _ in range(5):
        stream = socket.create_connection(("127.0.0.1", port), timeout=20)
        stream.sendall(
            f"GET /live/stream/{topic.pk}/?since=0 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
        assert b" 200 " in stream.recv(65536), log.read_text()[-3000:]
        streams.append(stream)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    for stream in streams:
        said = b""
        while piece := stream.recv(65536):
            said += piece
        assert said.endswith(b"0\r\n\r\n")  # the end of the answer, and no broken connection
        stream.close()
    assert process.wait(15) == 0
    assert time.monotonic() - began < 7


def test_a_page_answered_here_keeps_no_connection(server: Any) -> None:
    process, port = server

    def ask(times: int) -> None:
        for _ in range(times):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                assert answer.status == 200

    ask(2)
    before = open_connections(process.pid)
    ask(8)
    wait_until(lambda: open_connections(process.pid) <= before)


def open_connections(pid: int) -> int:
    """What a process and its children hold of the database of this test."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
            )
            return int(cursor.fetchone()[0])
    name = str(connection.settings_dict["NAME"])
    held = [
        link
        for one in processes.tree([pid])
        for link in Path(f"/proc/{one}/fd").iterdir()
        if os.path.realpath(link) == os.path.realpath(name)
    ]
    return len(held)
