"""Akismet, or whatever speaks as it does (https://akismet.com/developers/)."""

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from gateways.spamcheck.contract import Away, Question, Verdict

SECONDS: Final = 5
MOST: Final = 1000  # bytes of an answer; a good one has five
NOBODY: Final = "0.0.0.0"  # noqa: S104  an address that says nothing, for they insist on one


class Akismet:
    def ask(self, question: Question) -> Verdict:
        """One POST over one connection; a redirect is no answer, so nothing is sent elsewhere."""
        server = urlsplit(settings.AKISMET_URL)
        kind = HTTPSConnection if server.scheme == "https" else HTTPConnection
        connection = kind(server.hostname or "", server.port, timeout=SECONDS)
        try:
            connection.request(
                "POST",
                f"{server.path.rstrip('/')}/1.1/comment-check",
                urlencode(_fields(question)),
                {
                    "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
                    "User-Agent": "Threadwell",
                },
            )
            answer = connection.getresponse()
            said = answer.read(MOST).strip()
            tip = answer.headers.get("X-akismet-pro-tip", "")
        except (OSError, HTTPException) as error:
            raise Away(type(error).__name__) from error
        finally:
            connection.close()
        if answer.status != 200 or said not in (b"true", b"false"):
            raise Away(f"status {answer.status}")
        if said == b"false":
            return Verdict.FINE
        return Verdict.BLATANT if tip == "discard" else Verdict.SPAM


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
