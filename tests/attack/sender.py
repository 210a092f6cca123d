"""Somebody who fills in forms: keeps connection and cookies, never follows a redirect."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

CSRF = "a" * 32


@dataclass(frozen=True, slots=True)
class Answer:
    method: str
    path: str
    status: int
    headers: dict[str, str]
    body: str

    @property
    def location(self) -> str:
        parts = urlsplit(self.headers.get("location", ""))
        return parts.path + (f"?{parts.query}" if parts.query else "")


@dataclass
class Sender:
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, form: dict[str, str]) -> Answer:
        return self._ask("POST", path, {"csrfmiddlewaretoken": CSRF} | form)

    def _ask(self, method: str, path: str, form: dict[str, str] | None) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        cookies = {"csrftoken": CSRF} | self.cookies if form is not None else self.cookies
        headers = {"Accept-Encoding": "identity"}
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            # Line ends as a browser sends them.
            plain = {name: "\r\n".join(value.splitlines()) for name, value in form.items()}
            body = urlencode(plain, errors="replace")
        try:
            self._connection.request(method, path, body=body, headers=headers)
            response = self._connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException):
            # The server closes a kept connection now and then; a second try is a new one.
            self._connection.close()
            self._connection.request(method, path, body=body, headers=headers)
            response = self._connection.getresponse()
            data = response.read()
        known = {name.lower(): value for name, value in response.getheaders()}
        return Answer(method, path, response.status, known, data.decode("utf-8", errors="replace"))
