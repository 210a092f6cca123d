"""Browsers that listen to streams, without a server between."""

from __future__ import annotations

import asyncio
import json
import queue
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import Client

from gateways.live import hub as hub_module
from gateways.live.stream import Streams

PATIENCE = 20.0


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not is_so():
        assert time.monotonic() < deadline, "It does not come"
        pause.wait(0.01)


async def nothing_behind(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class Browser:
    """One connection. `status` and `headers` are there when it was answered."""

    def __init__(self, server: Server, path: str, user: Any = None, **headers: str) -> None:
        path, _, query = path.partition("?")
        if user is not None:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            self.session = client.cookies[name].value
            headers["cookie"] = f"{name}={self.session}"
        address = headers.pop("address", "127.0.0.1")
        self.scope = {
            "type": "http",
            "method": headers.pop("method", "GET"),
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"host", headers.pop("host", "testserver").encode())]
            + [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
            "client": (address, 4000),
            "server": ("testserver", 80),
            "scheme": "http",
        }
        self._said: queue.Queue[Any] = queue.Queue()
        self._gone = asyncio.Event()
        self._server = server
        self._future = server.start(server.application(self.scope, self._receive, self._send))
        start = self._said.get(timeout=PATIENCE)
        self.status = int(start["status"])
        self.headers = {name.decode(): value.decode() for name, value in start["headers"]}

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Mapping[str, Any]) -> None:
        self._said.put(message)

    def text(self) -> str:
        """The next piece of the stream; empty at its end."""
        message = self._said.get(timeout=PATIENCE)
        return str(message["body"].decode())

    def hear(self) -> dict[str, int]:
        """The next event that says something."""
        while "data: {" not in (text := self.text()):
            assert text, "The stream is over"
        return dict(json.loads(text.partition("data: ")[2]))

    def is_over(self) -> bool:
        """Reads what was said until the end, which has to come."""
        while self.text():
            pass
        self._future.result(timeout=PATIENCE)
        return True

    def is_silent(self) -> bool:
        return self._said.empty()

    def leave(self) -> None:
        self._server.loop.call_soon_threadsafe(self._gone.set)
        self._future.result(timeout=PATIENCE)


class Server:
    def __init__(self) -> None:
        self.application = Streams(nothing_behind)
        self.hub = self.application.hub
        self.is_serving = True
        self.hub.serve_while(lambda: self.is_serving)
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()
        self.looks = 0
        look = self.hub._lookout.look

        def counted(*args: Any, **named: Any) -> Any:
            found = look(*args, **named)
            self.looks += 1
            return found

        vars(self.hub._lookout)["look"] = counted

    def start(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def open(self, path: str, user: Any = None, **headers: str) -> Browser:
        return Browser(self, path, user, **headers)

    def look(self) -> None:
        """Wait until it has looked at everything that was written before this moment."""
        goal = self.looks + 2
        wait_until(lambda: self.looks >= goal)

    def close(self) -> None:
        self.is_serving = False
        self.start(self.hub.read(connections.close_all)).result(timeout=PATIENCE)
        wait_until(lambda: not len(self.hub))
        wait_until(lambda: self.hub._looking is None or self.hub._looking.done())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.hub._thread.shutdown()
        self.loop.close()


@contextmanager
def serving(monkeypatch: Any) -> Iterator[Server]:
    monkeypatch.setattr(hub_module, "LOOK_SECONDS", 0.02)
    server = Server()
    try:
        yield server
    finally:
        server.close()
