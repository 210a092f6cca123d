"""Real Chromium looks at pages: parses them, opens them, and counts what is active."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Error, sync_playwright

from tests.attack.sender import Answer

LOOK: Final = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
# Told to the page before anything of it runs; scripts of the tool are not under its policy.
WATCH: Final = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__violations.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample);
});
"""
ARGUMENTS: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # One process for the frames of thousands of payloads, not one for each foreign name.
    "--disable-features=IsolateOrigins,site-per-process",
    "--renderer-process-limit=2",
)
KEPT: Final[tuple[str, ...]] = (
    "content-type",
    "content-security-policy",
    "content-security-policy-report-only",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
    "permissions-policy",
    "cross-origin-opener-policy",
)
# Where a site without any care might put a text.
PLACES: Final = (
    "<p>{}</p>",
    '<input value="{}">',
    "<input value='{}'>",
    '<a href="{}">link</a>',
    "<textarea>{}</textarea>",
    "<title>{}</title>",
)


@dataclass
class Seen:
    """What was active on one page, by kind."""

    path: str
    nodes: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    broken: str = ""  # why it could not be looked at: it went elsewhere, or hung

    @property
    def is_active(self) -> bool:
        return bool(self.nodes or self.dialogs or self.violations or self.foreign)


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next((found for name in names if (found := shutil.which(name))), None)
    if program is None:
        raise RuntimeError("No Chromium in the path. On Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            yield started
        finally:
            with contextlib.suppress(Error):
                started.close()


class Replay(ThreadingHTTPServer):
    """
    Gives the browser pages as the site gave them, with their headers, at an address of their own;
    files come from the site, once. So the browser keeps its cache, which routes would switch off.
    """

    daemon_threads = True

    def __init__(self, site: str) -> None:
        super().__init__(("127.0.0.1", 0), _Replayed)
        self.site = site
        self.origin = f"http://127.0.0.1:{self.server_port}"
        self.pages: dict[str, Answer] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def file(self, path: str) -> tuple[str, bytes]:
        if path not in self.files:
            with urllib.request.urlopen(self.site + path, timeout=30) as answer:
                kind = str(answer.headers.get("Content-Type", ""))
                self.files[path] = (kind, answer.read())
        return self.files[path]


class _Replayed(BaseHTTPRequestHandler):
    server: Replay
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path)
        if page is not None:
            headers = {name: page.headers[name] for name in KEPT if name in page.headers}
            self._send(page.status, headers, page.body.encode("utf-8", errors="replace"))
        elif self.path.startswith(("/static/", "/media/")):
            try:
                kind, data = self.server.file(self.path)
            except (urllib.error.URLError, OSError):
                self._send(404, {}, b"")
            else:
                headers = {"Content-Type": kind, "Cache-Control": "max-age=86400, immutable"}
                self._send(200, headers, data)
        else:
            self._send(404, {}, b"")

    def do_POST(self) -> None:
        """Previews and the like, asked for by our own scripts: nothing to give."""
        self._send(404, {}, b"")

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silence: thousands of pages are asked for."""

    def handle(self) -> None:
        # The browser goes on to the next page without waiting for the files of this one.
        with contextlib.suppress(ConnectionError):
            super().handle()


@contextlib.contextmanager
def browser(site: str) -> Iterator[Browser]:
    # Names lead nowhere, so that nothing a payload asks for leaves this machine.
    closed = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    arguments = [*ARGUMENTS, *closed, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next((found for name in names if (found := shutil.which(name))), None)
    if program is None:
        raise RuntimeError("No Chromium in the path. On Debian: apt-get install chromium")
    replay = Replay(site)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            yield Browser(started, replay)
        finally:
            replay.shutdown()
            replay.server_close()
            with contextlib.suppress(Error):
                started.close()


class Browser:
    """Looks at pages the site has given; keeps note of what they try."""

    def __init__(self, started: Any, replay: Replay) -> None:
        self._chromium = started
        self._replay = replay
        self._own = (urlsplit(replay.origin).netloc, urlsplit(replay.site).netloc)
        self._seen = Seen("")
        self._numbers = count(1)
        self._open_context()

    def parse(self, answers: Sequence[Answer]) -> list[Seen]:
        """The parser of Chromium alone, many pages in one call: nothing runs, nothing loads."""
        self._blank.goto("about:blank")
        look = (
            "([texts, origins]) => { const look = " + LOOK.strip() + ";"
            "return texts.map((text) => "
            "look(new DOMParser().parseFromString(text, 'text/html'), origins)); }"
        )
        found = self._blank.evaluate(look, [[answer.body for answer in answers], self._origins])
        return [
            Seen(f"{answer.method} {answer.path}", nodes=nodes)
            for answer, nodes in zip(answers, found, strict=True)
        ]

    def open(self, answer: Answer) -> Seen:
        """The page as it came, with the headers it came with; its scripts run."""
        seen = self._seen = Seen(f"{answer.method} {answer.path}")
        path = f"/page/{next(self._numbers)}"
        self._replay.pages[path] = answer
        try:
            self._page.goto(self._replay.origin + path, wait_until="load")
            seen.nodes = self._page.evaluate(
                "(origins) => (" + LOOK.strip() + ")(document, origins)", self._origins
            )
            seen.violations = self._page.evaluate("window.__violations || []")
        except Error as error:
            seen.broken = str(error)[:160]
            self._context.close()
            self._open_context()
        finally:
            del self._replay.pages[path]
        return seen

    def control(self, text: str) -> bool:
        """Whether the text is active where a page shows it as it is."""
        for place in PLACES:
            html = f"<!doctype html><body>{place.replace('{}', text)}"
            headers = {"content-type": "text/html; charset=utf-8"}
            if self.open(Answer("GET", "control", 200, headers, html)).is_active:
                return True
        return False

    @property
    def _origins(self) -> list[str]:
        return [self._replay.origin, self._replay.site]

    def _open_context(self) -> None:
        self._context = self._chromium.new_context(locale="en-GB", reduced_motion="reduce")
        self._context.add_init_script(WATCH)
        self._context.set_default_timeout(15_000)
        self._page = self._context.new_page()
        self._context.on("page", lambda other: other.close())
        self._page.on("dialog", self._dialog)
        self._page.on("request", self._requested)
        self._blank = self._chromium.new_context().new_page()

    def _requested(self, request: Any) -> None:
        parts = urlsplit(str(request.url))
        if parts.scheme not in ("data", "blob", "about") and parts.netloc not in self._own:
            self._seen.foreign.append(str(request.url)[:160])

    def _dialog(self, dialog: Any) -> None:
        self._seen.dialogs.append(str(dialog.message)[:80])
        with contextlib.suppress(Error):
            dialog.dismiss()
