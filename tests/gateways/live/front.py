"""A proxy in front of both servers, as docs/operate.md sets one up; it can swallow streams."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import suppress
from typing import Any


class Front:
    def __init__(self, pages: int, streams: int, *, swallows: bool = False) -> None:
        outer = self
        self.pages, self.streams, self.swallows = pages, streams, swallows
        self.swallowed = 0

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    outer.pass_on(self.request)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://localhost:{self._server.server_address[1]}"

    def __enter__(self) -> Front:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._server.shutdown()
        self._server.server_close()

    def pass_on(self, browser: socket.socket) -> None:
        """One request for each connection, so that each finds its server."""
        head = b""
        while b"\r\n\r\n" not in head:
            if not (piece := browser.recv(65536)):
                return
            head += piece
        is_stream = head.split()[1].startswith(b"/live/stream/")
        if is_stream and self.swallows:
            self.swallowed += 1
            browser.recv(1)  # takes the request, and never says anything
            return
        port = self.streams if is_stream else self.pages
        with socket.create_connection(("127.0.0.1", port)) as server:
            server.sendall(head.replace(b"Connection: keep-alive", b"Connection: close"))
            threading.Thread(target=_gone, args=(browser, server), daemon=True).start()
            while piece := server.recv(65536):
                browser.sendall(piece)


def _gone(browser: socket.socket, server: socket.socket) -> None:
    """What the browser still sends; when it leaves, the server hears of it."""
    with suppress(OSError):
        while piece := browser.recv(65536):
            server.sendall(piece)
        server.shutdown(socket.SHUT_RDWR)
