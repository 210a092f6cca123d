"""The measuring measures: what it reads from /proc, what it asks, what it makes."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from forum.comments.models import Comment, CommentKind
from gateways.ops.invented import Writer
from tests.bench import content, first_load, million, pages, processes, readers, run, writers
from tests.bench.driver import Call, drive


class Counting(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(404 if self.path == "/gone/" else 200)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(303)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    yield from serve(Counting)


def serve(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_child_that_has_ended_still_counts() -> None:
    before = processes.cpu_seconds([os.getpid()])
    busy = "import os\nwhile sum(os.times()[:2]) < 0.2: pass"
    subprocess.run([sys.executable, "-S", "-c", busy], check=True)
    assert processes.cpu_seconds([os.getpid()]) - before >= 0.15


def test_the_tree_holds_the_process_itself_and_ends() -> None:
    assert os.getpid() in processes.tree([os.getpid()])
    assert processes.parent_of(os.getpid()) == os.getppid()
    assert processes.memory_mb([os.getpid()]) > 1


def test_the_machine_only_grows_older() -> None:
    first, second = processes.Machine.now(), processes.Machine.now()
    assert second.total >= first.total > 0
    assert second.stolen >= first.stolen


def test_the_driver_counts_good_answers_and_names_bad_ones(port: int) -> None:
    good = drive(port, lambda: Call("/"), count=7, at_once=2)
    assert (good.answered, good.failed, good.body) == (7, [], b"hello")
    bad = drive(port, lambda: Call("/gone/"), count=2, at_once=1)
    assert (bad.answered, bad.failed) == (0, ["/gone/: 404", "/gone/: 404"])
    sent = drive(port, lambda: Call("/", form={"a": "b"}), count=2, at_once=1, good=303)
    assert sent.answered == 2


@pytest.mark.django_db
def test_the_content_is_a_whole_site_and_every_page_is_answered(settings: Any) -> None:
    settings.PAGE_CACHE = True
    pages._client.cache_clear()
    sizes = content.Sizes(comments=30, topics=30, replies=25, members=3, articles=2)
    made = content.make(sizes)
    topic = made.topic.discussion
    assert (topic.comment_count, made.board.topics.count()) == (25, 30)
    assert Comment.objects.filter(discussion=topic, kind=CommentKind.OPENING).count() == 1
    measured = {page.name: page for page in pages.pages(made) if page.name != "a bare view"}
    assert all(len(pages.statements(page)) > 0 for page in measured.values())
    assert Comment.objects.filter(discussion=topic).count() > 26, "replies were really posted"
    pages._client.cache_clear()


@pytest.mark.django_db
def test_pages_of_big_discussions_are_answered_and_have_their_like() -> None:
    measured = million.pages(million.make(million.SMALL))
    names = [page.name for page in measured]
    assert len(set(names)) == len(names)
    assert {page.like for page in measured} - {""} < set(names)
    for page in measured[1:]:
        made = pages.statements(page)
        assert made
        assert pages.database_ms(made, rounds=1)[0] > 0


def test_words_are_the_same_in_every_run() -> None:
    assert Writer().text(40) == Writer().text(40)


def test_the_table_puts_the_ratio_first_and_says_what_was_stolen(tmp_path: Path) -> None:
    results = [
        run.Result("a bare view", 0, body_bytes=5, requests=30, rounds=[1.0, 0.5, 2.0]),
        run.Result(
            "front page",
            6,
            like="a bare view",
            database_ms=1.5,
            slowest="1.40 ms: SELECT 7",
            body_bytes=13_600,
            requests=30,
            rounds=[4.0, 5.0, 6.0],
        ),
    ]
    report = run.Report("sqlite", "SQLite 3", results, 4.2, 80.0, 120.0)
    text = run.table(report)
    assert "front page                       5.0     5.00" in text
    assert "5.00        6    1.50" in text
    assert "front page: 1.40 ms: SELECT 7" in text
    assert "4.2 % of its time was stolen" in text
    assert "measure again" in text
    run.write(str(tmp_path / "figures.json"), [run.as_json(report)])
    facts = json.loads((tmp_path / "figures.json").read_text())
    assert (facts[0]["results"][1]["ratio"], facts[0]["results"][1]["queries"]) == (5.0, 6)


def test_a_senseless_wish_is_refused() -> None:
    with pytest.raises(SystemExit):
        run.read_options(["--rounds", "0"])
    with pytest.raises(SystemExit):
        run.read_options(["--db", "oracle"])
    with pytest.raises(SystemExit):
        run.read_options(["--threads", "/gone/for/good"])
    with pytest.raises(SystemExit):
        run.read_options(["--writers", "-1"])


def test_the_report_of_many_writers_says_what_is_not_good() -> None:
    told = writers.Told(waits=[0.1] * 90 + [0.4] * 10, acknowledged=["a", "b"])
    report = writers.Report("sqlite", 16, 60, told, 2, 0, 0, 0, 0)
    assert report.is_good
    assert "not good enough" not in writers.sentence(report)
    report.lost = 1
    assert "Lost: 1" in writers.sentence(report)
    assert "not good enough" in writers.sentence(report)
    assert writers.as_json(report)["p95_seconds"] == 0.4
    slow = writers.Report("sqlite", 16, 60, writers.Told(waits=[2.0]), 2, 0, 0, 0, 0)
    assert not slow.is_good


class Site(BaseHTTPRequestHandler):
    PAGES = {
        "/page/": b'<link rel="stylesheet" href="/a.css"><script src="/a.js"></script>'
        b'<img src="b.png"><img src="c.png" loading="lazy"><link rel="canonical" href="/x/">'
        b'<use href="/icons.svg#a"></use><use href="/icons.svg#b"></use>',
        "/a.css": b"a" * 2000,
        "/a.js": b"b" * 3000,
        "/page/b.png": b"c" * 70_000,
        "/icons.svg": b"<svg/>",
    }

    def do_GET(self) -> None:
        body = self.PAGES[self.path]
        packed = self.path == "/a.css"
        body = gzip.compress(body) if packed else body
        self.send_response(200)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site_port() -> Iterator[int]:
    yield from serve(Site)


def test_a_first_load_is_what_a_browser_would_fetch(site_port: int) -> None:
    found = first_load.fetch(site_port, "/page/")
    assert [one.address for one in found] == [
        "/page/", "/a.css", "/a.js", "/page/b.png", "/icons.svg",
    ]  # fmt: skip
    assert found[1].sent < 100 < found[2].sent
    told = first_load.lines("a page", found)
    assert "in 5 requests" in told[0]
    assert "More than 60 KB" in told[1]
    assert len(first_load.lines("a page", found[:3])) == 1


def test_the_report_of_many_readers_says_what_is_not_good() -> None:
    heard = readers.Heard(opened=2, waits=[0.2, 0.6])
    report = readers.Report("sqlite", 2, 60, heard, 0.01, 90.0, 80.0, 2, {304: 2}, 0.02)
    assert report.is_good
    assert "the last after 0.60 s" in readers.sentence(report)
    assert readers.as_json(report)["median_wait_seconds"] == 0.4
    for change in ({"stream_share": 0.2}, {"poll_share": 0.2}, {"readers": 3}):
        worse = replace(report, **change)
        assert "not good enough" in readers.sentence(worse)
    with pytest.raises(SystemExit):
        run.read_options(["--readers", "-1"])
