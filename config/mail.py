"""Mail on a site without a mail server: each one a file, and readable in the terminal."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.core.mail import EmailMessage, InvalidMailer
from django.core.mail.backends.base import BaseEmailBackend


class FolderMailer(BaseEmailBackend):
    def __init__(self, folder: str = "", *, echo: bool = True, **options: Any) -> None:
        super().__init__(**options)
        if not folder:
            raise InvalidMailer("OPTIONS must name a 'folder'.", alias=options.get("alias"))
        self.folder = Path(folder)
        self.echo = echo

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            path = self._keep(message)
            if self.echo:
                # One write, so that two processes do not mix their lines.
                sys.stderr.write(readable(message, path))
                sys.stderr.flush()
        return len(email_messages)

    def _keep(self, message: EmailMessage) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        path = self.folder / f"{moment}-{token_hex(3)}.eml"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(message.message().as_bytes())
        return path


def readable(message: EmailMessage, path: Path) -> str:
    """The mail as a person reads it: no headers of machines, no encoded lines."""
    lines = [
        f"To:      {', '.join(message.recipients())}",
        f"Subject: {message.subject}",
        "",
        *str(message.body).strip().splitlines(),
        "",
        f"(kept as {path})",
    ]
    body = textwrap.indent("\n".join(lines), "  | ", lambda _line: True)
    return f"\n  +-- mail {'-' * 60}\n{body}\n  +{'-' * 68}\n"
