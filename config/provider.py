"""
Sending by a provider's own interface, through django-anymail (requirements/provider.txt).

What a provider answers is said in the words of a mail server, so that whoever sends knows whether
it was taken. Where it gave no answer, nobody knows, and the mail counts as uncertain.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any, Final

from django.core.mail import EmailMessage, InvalidMailer
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

# Of anymail's providers those that need no further package, and do what their servers can do.
PROVIDERS: Final = (
    "brevo", "mailersend", "mailgun", "mailjet", "mailtrap", "postal", "postmark", "scaleway",
    "sparkpost",
)  # fmt: skip
# Which of them watch who opens a mail unless they are told not to.
WATCHING: Final = frozenset({"mailersend", "mailgun", "mailjet", "postmark", "sparkpost"})
UNWATCHED: Final = {"track_opens": False, "track_clicks": False}
# A key that is wrong, an account that is not paid, and too much at once: somebody mends it.
_LATER: Final = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.PAYMENT_REQUIRED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
)


def options_of(provider: str, given: dict[str, str], *, events_secret: str) -> dict[str, Any]:
    """The setting ANYMAIL."""
    options: dict[str, Any] = {f"{provider}_{name}".upper(): value for name, value in given.items()}
    if provider in WATCHING:
        options["SEND_DEFAULTS"] = UNWATCHED
    if events_secret:
        options["WEBHOOK_SECRET"] = events_secret
    return options


class ProviderMailer(BaseEmailBackend):
    def __init__(self, provider: str = "", **options: Any) -> None:
        super().__init__(**options)
        try:
            backend = import_string(f"anymail.backends.{provider}.EmailBackend")
        except ImportError as error:
            raise InvalidMailer(
                "A mail provider needs requirements/provider.txt.", alias=options.get("alias")
            ) from error
        self._mailer: BaseEmailBackend = backend(**options)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused

        try:
            return self._mailer.send_messages(email_messages) or 0
        except AnymailRecipientsRefused as error:
            refused = {one: (550, b"refused") for one in email_messages[0].recipients()}
            raise SMTPRecipientsRefused(refused) from error
        except AnymailAPIError as error:
            if (code := _code_of(error)) is None:
                raise
            # Its words may name the reader, so they are left out.
            raise SMTPDataError(code, "The provider did not take it") from error

    def close(self) -> None:
        self._mailer.close()


def _code_of(error: Any) -> int | None:
    """How a mail server would say it; None where nobody knows whether the mail was taken."""
    status = error.status_code
    if status is None:
        return 451 if _was_never_reached(error) else None
    if status in _LATER:
        return 451
    return 554 if HTTPStatus(status).is_client_error else None


def _was_never_reached(error: BaseException) -> bool:
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    cause = error.__cause__
    inner = cause.args[0] if cause is not None and cause.args else None
    reason = getattr(inner, "reason", None)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)
