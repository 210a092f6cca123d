"""Akismet, or whatever speaks as it does (https://akismet.com/developers/)."""

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from gateways.spamcheck.contract import Away, Question, Verdict

SECONDS: Final = 5
MOST: Final = 1000  # bytes of an answer; a good one has a line
NOBODY: Final = "0.0.0.0"  # noqa: S104  an address that says nothing, for they insist on one


class Akismet:
    def ask(self, question: Question) -> Verdict:
        said, tip = _send("comment-check", question)
        if said == b"false":
            return Verdict.FINE
        if said != b"true":
            raise Away("an answer that is none")
        return Verdict.BLATANT if tip == "discard" else Verdict.SPAM

    def correct(self, question: Question, verdict: Verdict) -> None:
        said, _tip = _send("submit-ham" if verdict == Verdict.FINE else "submit-spam", question)
        if not said.startswith(b"Thanks"):
            raise Away("an answer that is none")


def _send(what: str, question: Question) -> tuple[bytes, str]:
    """One POST over one connection; a redirect is no answer, so nothing is sent elsewhere."""
    server = urlsplit(settings.AKISMET_URL)
    kind = HTTPSConnection if server.scheme == "https" else HTTPConnection
    connection = kind(server.hostname or "", server.port, timeout=SECONDS)
    try:
        connection.request(
            "POST",
            f"{server.path.rstrip('/')}/1.1/{what}",
            urlencode(_fields(question)),
            {
                "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
                "User-Agent": "Threadwell",
            },
        )
        answer = connection.getresponse()
        said = answer.read(MOST).strip()
    except (OSError, HTTPException) as error:
        raise Away(type(error).__name__) from error
    finally:
        connection.close()
    if answer.status != 200:
        raise Away(f"status {answer.status}")
    return said, answer.headers.get("X-akismet-pro-tip", "")


def _fields(question: Question) -> dict[str, str]:
    fields = {
        "api_key": settings.AKISMET_KEY,
        "blog": settings.SITE_URL,
        "user_ip": question.network or NOBODY,
        "permalink": question.page,
        "comment_type": "reply" if question.is_reply else "comment",
        "comment_content": question.text,
        "comment_author": question.name,
        "comment_author_email": question.email,
        "comment_author_url": question.website,
    }
    return {name: value for name, value in fields.items() if value}
