"""Small mails, written as different programs write them."""

from __future__ import annotations

from email.message import EmailMessage
from itertools import count
from typing import Any

_numbers = count(1)


def make_mail(
    *,
    to: str,
    sender: str = "adele@example.org",
    text: str = "I rest before noon.",
    html: str = "",
    message_id: str = "",
    **headers: str,
) -> bytes:
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = "Re: something new"
    mail["Message-ID"] = message_id or f"<{next(_numbers)}@mail.example.org>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    if text:
        mail.set_content(text)
    if html:
        (mail.add_alternative if text else mail.set_content)(html, subtype="html")
    return mail.as_bytes()


def make_bounce(
    *,
    of: str,
    reply_to: str = "noreply@testserver",
    message_id: str = "<1@testserver>",
    action: str = "failed",
    status: str = "5.1.1",
) -> bytes:
    """A delivery report with the head of the mail that did not arrive."""
    lines = [
        "From: MAILER-DAEMON@mx.example.net",
        "To: noreply@testserver",
        "Return-Path: <>",
        f"Message-ID: <{next(_numbers)}@mx.example.net>",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "It did not arrive.",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.net",
        "",
        f"Final-Recipient: rfc822; {of}",
        f"Action: {action}",
        f"Status: {status}",
        "",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        f"Reply-To: {reply_to}",
        f"Message-ID: {message_id}",
        "Subject: something new",
        "",
        "--b--",
        "",
    ]
    return "\r\n".join(lines).encode()


def raw_mail(to: str, charset: str, body: bytes, **headers: Any) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return (
        f"From: adele@example.org\r\nTo: {to}\r\nMessage-ID: <{next(_numbers)}@x>\r\n{head}"
        f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    ).encode() + body
