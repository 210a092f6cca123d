"""Looking into the mailbox. A mail is marked as seen when its row is written, never before."""

from __future__ import annotations

import imaplib
import logging
import mailbox
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from gateways.mailin.models import Source
from gateways.mailin.services.receive import LARGEST, Later, receive

AT_ONCE: Final = 100
TIMEOUT: Final = 30.0

logger = logging.getLogger("gateways.mailin")


@dataclass(frozen=True, slots=True)
class Unseen:
    raw: bytes
    mark_seen: Callable[[], None]


def fetch() -> int:
    """
    Take in what is new in the mailbox of the settings. Returns how many mails were dealt with.
    One that fails stays for the next time and holds up no other.
    """
    found = settings.REPLY_MAILBOX
    if not found:
        return 0
    count = 0
    for unseen in maildir(found["path"]) if "path" in found else imap(found):
        try:
            receive(unseen.raw, source=Source.MAILBOX)
        except Later:
            continue
        except Exception:
            logger.exception("A mail could not be taken in; it is tried again")
            continue
        unseen.mark_seen()
        count += 1
    return count


def maildir(path: str) -> Iterator[Unseen]:
    box = mailbox.Maildir(path, create=False)

    def seen(key: str) -> Callable[[], None]:
        def mark() -> None:
            message = box.get_message(key)
            message.set_subdir("cur")
            message.add_flag("S")
            box[key] = message

        return mark

    new = [key for key in box.iterkeys() if "S" not in box.get_message(key).get_flags()]
    for key in new[:AT_ONCE]:
        yield Unseen(box.get_bytes(key), seen(key))


def imap(found: dict[str, Any]) -> Iterator[Unseen]:
    """Of a mail that is too large only the head is fetched."""
    kind = imaplib.IMAP4_SSL if found["tls"] else imaplib.IMAP4
    with kind(found["host"], found["port"], timeout=TIMEOUT) as server:
        server.login(found["username"], found["password"])
        server.select(found["folder"])
        _ok, [numbers] = server.search(None, "UNSEEN")
        for number in numbers.decode().split()[:AT_ONCE]:
            _ok, answer = server.fetch(number, f"(BODY.PEEK[]<0.{LARGEST + 1}>)")
            raw = next((part[1] for part in answer if isinstance(part, tuple)), b"")

            def mark(number: str = number) -> None:
                server.store(number, "+FLAGS", "\\Seen")

            yield Unseen(raw, mark)
