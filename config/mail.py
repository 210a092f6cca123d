"""
Ways of sending: a mail server that is told of no mail twice, and for a site without one, a file
for each mail, readable in the terminal.
"""

from __future__ import annotations

import os
import smtplib
import sys
import textwrap
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.core.mail import EmailMessage, InvalidMailer
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend


class _Careful(smtplib.SMTP):
    """Calls `before_text` when the server has asked for the text of a mail, and gives nothing
    if that fails: what the server does not have in full, it does not deliver."""

    before_text: Callable[[], None] | None = None

    def send(self, s: Any) -> None:
        # Commands are strings; the one thing sent as bytes is the text of a mail.
        if isinstance(s, bytes) and self.before_text is not None:
            mark, self.before_text = self.before_text, None
            try:
                mark()
            except BaseException:
                self.close()  # saying goodbye would be taken for the text
                raise
        super().send(s)


class _CarefulTls(_Careful, smtplib.SMTP_SSL):
    pass


class CarefulMailer(EmailBackend):
    """Django's SMTP mailer for mails that carry a `before_text`: see
    forum.notifications.services.send."""

    marks_before_text = True

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _CarefulTls if self.use_ssl else _Careful

    def _send(self, email_message: EmailMessage) -> bool:
        connection: Any = self.connection
        connection.before_text = getattr(email_message, "before_text", None)
        return bool(super()._send(email_message))  # type: ignore[misc]  # not in the stubs


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
