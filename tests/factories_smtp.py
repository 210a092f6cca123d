"""A mail server on the loopback that keeps what it is given, and can be told to act at a step."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

# What the server hears of one mail, in order; the last is after it has said "taken".
STEPS = ("EHLO", "MAIL", "RCPT", "DATA", "TEXT", "ANSWERED")


class _Talk(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        try:
            self._say("220 here")
            while line := self.rfile.readline():
                word = line.decode("ascii", "replace").strip().upper()[:4]
                if word == "QUIT":
                    self._say("221 bye")
                    return
                self.server.at(word)
                self._say("354 go on" if word == "DATA" else "250 fine")
                if word == "DATA" and not self._take_text():
                    return
        except OSError:
            pass  # the other end is gone

    def _take_text(self) -> bool:
        """False where the line was cut before the end: then there is no mail."""
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.server.at("TEXT")
        self._say("250 taken")
        self.server.at("ANSWERED")
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mails: list[EmailMessage] = []
        self.at: Callable[[str], None] = lambda _step: None


class MailServer:
    """`with MailServer() as server:` listens at `server.url`; `server.mails` is what it has."""

    def __init__(self) -> None:
        self._server = _Server()

    def __enter__(self) -> MailServer:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_exc: Any) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"smtp+plain://127.0.0.1:{self.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        return self._server.mails

    def act(self, at: Callable[[str], None]) -> None:
        """Call this with the name of each step, before the server answers it."""
        self._server.at = at
