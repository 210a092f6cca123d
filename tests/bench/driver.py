"""A bounded number of requests over kept connections, by as many threads as asked."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Call:
    """One request. With `form` it is a POST."""

    path: str
    cookies: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    answered: int = 0
    failed: list[str] = field(default_factory=list)
    body: bytes = b""


def drive(
    port: int, calls: Callable[[], Call], *, count: int, at_once: int, good: int = HTTPStatus.OK
) -> Outcome:
    """Ask `count` times. Any status but `good` and any broken connection is a failure."""
    outcome = Outcome()
    lock = threading.Lock()
    left = [count]

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                if left[0] == 0:
                    break
                left[0] -= 1
                call = calls()
            try:
                status, body = ask(connection, call)
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                with lock:
                    outcome.failed.append(f"{call.path}: {error}")
                continue
            with lock:
                if status == good:
                    outcome.answered += 1
                    outcome.body = body
                else:
                    outcome.failed.append(f"{call.path}: {status}")
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def ask(connection: http.client.HTTPConnection, call: Call) -> tuple[int, bytes]:
    headers = {"Accept-Encoding": "identity", **call.headers}
    if call.cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in call.cookies.items())
    if call.form is None:
        connection.request("GET", call.path, headers=headers)
    else:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST", call.path, body=urlencode(call.form), headers=headers)
    response = connection.getresponse()
    return response.status, response.read()
