"""What a browser fetches for a page it has never seen: how much, and how often it asks."""

from __future__ import annotations

import gzip
import http.client
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

BAR_KB: Final = 60
BAR_REQUESTS: Final = 5
BAR_SCRIPT_KB: Final = 15


@dataclass(frozen=True, slots=True)
class Fetched:
    kind: str  # page, style, script, picture; icon: the tab's, fetched when all else is there
    address: str
    sent: int  # bytes of the body as they came
    packed: int  # the same as gzip sends it


class _Needs(HTMLParser):
    """What a page cannot be shown without, in the order of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        rel = told.get("rel", "").split()
        if tag == "script" and told.get("src"):
            self._add("script", told["src"])
        elif tag == "link" and "stylesheet" in rel:
            self._add("style", told["href"])
        elif tag == "link" and "icon" in rel:
            self._add("icon", told["href"])
        elif tag == "link" and "preload" in rel:
            self._add("picture", told["href"])
        elif tag == "img" and told.get("src") and told.get("loading") != "lazy":
            self._add("picture", told["src"])
        elif tag == "use" and told.get("href"):
            self._add("picture", told["href"])

    def _add(self, kind: str, address: str) -> None:
        address = address.partition("#")[0]
        if address and not address.startswith("data:") and (kind, address) not in self.found:
            self.found.append((kind, address))


def fetch(port: int, path: str) -> list[Fetched]:
    """The page and what it names, each asked for once over a kept connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    page, html = _ask(connection, "page", path)
    needs = _Needs()
    needs.feed(html.decode())
    found = [page]
    for kind, address in needs.found:
        url = urlsplit(urljoin(path, address))
        if url.path not in [one.address for one in found]:
            found.append(_ask(connection, kind, url.path)[0])
    connection.close()
    return found


def _ask(connection: http.client.HTTPConnection, kind: str, path: str) -> tuple[Fetched, bytes]:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status}")
    is_packed = response.headers.get("Content-Encoding") == "gzip"
    plain = gzip.decompress(body) if is_packed else body
    packed = len(body) if is_packed else len(gzip.compress(plain, 6))
    return Fetched(kind, path, len(body), packed), plain


def lines(name: str, found: list[Fetched]) -> list[str]:
    icons = [one for one in found if one.kind == "icon"]
    found = [one for one in found if one.kind != "icon"]
    sent, packed = (sum(getattr(one, key) for one in found) for key in ("sent", "packed"))
    scripts = sum(one.packed for one in found if one.kind == "script")
    parts = ", ".join(f"{one.kind} {one.sent / 1000:.1f}" for one in found)
    text = [
        f"First load of {name}: {sent / 1000:.1f} KB in {len(found)} requests "
        f"({packed / 1000:.1f} KB if all were packed; scripts {scripts / 1000:.1f} KB): {parts}"
        f"{''.join(f'; then for the tab {one.sent / 1000:.1f}' for one in icons)}."
    ]
    if sent > BAR_KB * 1024 or len(found) > BAR_REQUESTS or scripts > BAR_SCRIPT_KB * 1024:
        text.append(
            f"More than {BAR_KB} KB, {BAR_REQUESTS} requests or {BAR_SCRIPT_KB} KB of scripts."
        )
    return text
