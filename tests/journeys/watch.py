"""What a page may not do while somebody uses it: fail, ask, phone elsewhere, break its policy."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

# Chromium writes a line for every answer of 400 and more; the journeys know which they expect.
AN_ANSWER = "Failed to load resource: the server responded with a status of 4"


class Watch:
    """Writes down the faults of a page; `faults` is empty while all is well."""

    def __init__(self, page: Any, home: str) -> None:
        self.faults: list[str] = []
        self._home = urlsplit(home).netloc
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note(f"script failed: {error}"))
        page.on("dialog", self._dialog)
        page.on("request", self._request)
        page.on("response", self._response)

    def _note(self, fault: str) -> None:
        self.faults.append(fault)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(AN_ANSWER):
            self._note(f"console: {message.text}")

    def _dialog(self, dialog: Any) -> None:
        self._note(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self._home:
            self._note(f"asked elsewhere: {request.url}")

    def _response(self, response: Any) -> None:
        if response.status >= 500:
            self._note(f"{response.status}: {response.url}")
