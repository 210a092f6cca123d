"""As much of an IMAP server as the mailbox is asked for."""

from __future__ import annotations

import re
import socketserver
import threading
from typing import Any


class ImapServer:
    def __init__(self, mails: list[bytes]) -> None:
        self.mails = mails
        self.seen: set[int] = set()
        self.signed_in = ("", "")
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                outer.talk(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> ImapServer:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def talk(self, person: Any) -> None:
        def say(text: bytes) -> None:
            person.wfile.write(text + b"\r\n")

        say(b"* OK ready")
        while line := person.rfile.readline():
            tag, _space, words = line.decode().strip().partition(" ")
            verb = words.split()[0].upper()
            if verb == "CAPABILITY":
                say(b"* CAPABILITY IMAP4rev1")
            elif verb == "LOGIN":
                name, password = words.split()[1:]
                self.signed_in = (name.strip('"'), password.strip('"'))
            elif verb == "SELECT":
                say(f"* {len(self.mails)} EXISTS".encode())
            elif verb == "SEARCH":
                left = [n for n in range(1, len(self.mails) + 1) if n not in self.seen]
                say(f"* SEARCH {' '.join(map(str, left))}".strip().encode())
            elif verb == "FETCH":
                number = int(words.split()[1])
                raw = self.mails[number - 1]
                say(f"* {number} FETCH (BODY[]<0> {{{len(raw)}}}".encode())
                person.wfile.write(raw)
                say(b")")
            elif verb == "STORE" and re.search(r"\\Seen", words):
                self.seen.add(int(words.split()[1]))
            elif verb == "LOGOUT":
                say(b"* BYE")
            say(f"{tag} OK done".encode())
