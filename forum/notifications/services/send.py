"""
Sending what is due: claimed, looked at once more, and handed over.

Nothing is sent twice. A claim keeps other workers away and ends by itself; rows are marked as
being sent in the moment in which the server asks for the text (for other ways of sending: right
before). Whoever dies before leaves them queued; whoever dies after, and before the answer is
noted, leaves them uncertain.
"""

import logging
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any, Final

from django.core.mail import EmailMultiAlternatives, mailers
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from forum.notifications import kinds, message_ids, preferences, recipients
from forum.notifications.kinds import Mail
from forum.notifications.models import Delivery, DeliveryStatus, SuppressionReason
from forum.notifications.recipients import Person
from forum.notifications.services import compose
from forum.notifications.services.follow import key_of
from forum.notifications.services.notify import is_silenced
from forum.notifications.services.suppress import came_back, is_suppressed
from foundation.branding import settings

# Longer than any mail server takes to answer.
CLAIM: Final = timedelta(minutes=10)
MOST_IN_A_RUN: Final = 50
MOST_ATTEMPTS: Final = 12
BACKOFF_CAP: Final = timedelta(hours=4)
DAY: Final = timedelta(days=1)
KEEP: Final = timedelta(days=60)
_PERMANENT: Final = 500
_STATUS: Final = re.compile(rb"\d\.\d{1,3}\.\d{1,3}")

logger = logging.getLogger("forum.notifications")


class Withdrawn(Exception):
    """Something in the mail was read, or stopped, while it was made."""


@dataclass(slots=True)
class Claimed:
    """Rows of one person and one thread that this worker alone may send."""

    token: str
    rows: list[Delivery]

    @property
    def person(self) -> Person:
        return self.rows[0].person

    def still(self, *statuses: DeliveryStatus) -> QuerySet[Delivery]:
        return Delivery.objects.filter(claim=self.token, status__in=statuses)


def send_due(most: int = MOST_IN_A_RUN) -> int:
    """Send what is due, and return how many mails went out. Stops at a server that is away."""
    settle_lost()
    sent = 0
    for who, thread in _due_threads(most):
        claimed = _claim(who, thread)
        if claimed is None:
            continue
        try:
            sent += _send(claimed)
        except OSError as error:  # what smtplib raises is one too
            _try_later(claimed, error)
            if not isinstance(error, SMTPDataError):
                # Whatever else is due would wait for the same server.
                logger.warning("The mail server takes nothing: %s", type(error).__name__)
                break
    return sent


def settle_lost() -> int:
    """What a worker left in the middle of sending: nobody knows, so nobody sends it again."""
    lost = Delivery.objects.filter(status=DeliveryStatus.SENDING, claimed_until__lt=timezone.now())
    return lost.update(
        status=DeliveryStatus.UNCERTAIN,
        status_at=timezone.now(),
        reason="worker-lost",
        claim="",
        claimed_until=None,
    )


def forget_old() -> int:
    """Rows of what came to an end long ago."""
    done = (DeliveryStatus.SENT, DeliveryStatus.CANCELLED, DeliveryStatus.SUPPRESSED)
    old = Delivery.objects.filter(status__in=done, status_at__lt=timezone.now() - KEEP)
    return old.delete()[0]


# --- Claiming ------------------------------------------------------------------------------


def _due_threads(most: int) -> list[tuple[dict[str, int], str]]:
    due = _free(Delivery.objects.filter(due_at__lte=timezone.now()))
    rows = due.values_list("user", "guest", "thread").annotate(first=Min("due_at"))
    return [
        ({"user": user} if user is not None else {"guest": guest}, thread)
        for user, guest, thread, _first in rows.order_by("first")[:most]
    ]


def _free(found: QuerySet[Delivery]) -> QuerySet[Delivery]:
    unclaimed = Q(claimed_until=None) | Q(claimed_until__lt=timezone.now())
    return found.filter(unclaimed, status=DeliveryStatus.QUEUED)


def _claim(who: dict[str, int], thread: str) -> Claimed | None:
    """One UPDATE: of two workers, one finds nothing free. Takes along what is not due yet."""
    token = secrets.token_hex(16)
    free = _free(Delivery.objects.filter(**who, thread=thread))
    if not free.update(claim=token, claimed_until=timezone.now() + CLAIM):
        return None
    rows = Delivery.objects.filter(claim=token).select_related(
        "user__notification_preferences",
        "guest__notification_preferences",
        "guest__address",
        "notice__comment__discussion",
        "notice__channel",
        "notice__sanction",
        "window",
    )
    return Claimed(token, list(rows.order_by("pk")))


def _settle(claimed: Claimed, status: DeliveryStatus, reason: str = "", **columns: Any) -> None:
    """The end of a claim: what became of its rows, unless something else did meanwhile."""
    claimed.still(DeliveryStatus.QUEUED, DeliveryStatus.SENDING).update(
        status=status,
        status_at=timezone.now(),
        reason=reason[:100],
        claim="",
        claimed_until=None,
        **columns,
    )


# --- Looking once more, and sending ---------------------------------------------------------


def _send(claimed: Claimed) -> bool:
    person, now = claimed.person, timezone.now()
    address = preferences.confirmed_address(person)
    if refusal := _refusal(person, address, claimed.rows):
        status, reason = refusal
        _settle(claimed, status, reason)
        return False
    later = _later(claimed, now)
    if later is not None:
        _settle(claimed, DeliveryStatus.QUEUED, due_at=later)
        return False
    with compose.speaking_to(person):
        letter = _letter(person, claimed.rows)
        if letter is None:
            _settle(claimed, DeliveryStatus.CANCELLED, "nothing-to-say")
            return False
        message_id = message_ids.make(claimed.rows[0].pk, address)
        message = compose.message_of(letter, person, to=address, message_id=message_id)
    return _hand_over(claimed, message, address, message_id)


def _refusal(
    person: Person, address: str, rows: Sequence[Delivery]
) -> tuple[DeliveryStatus, str] | None:
    """Why this person gets no mail after all."""
    if not preferences.mail_is_on():
        return DeliveryStatus.CANCELLED, "mail-off"
    if not recipients.is_here(person):
        return DeliveryStatus.CANCELLED, "gone"
    if not address:
        return DeliveryStatus.CANCELLED, "no-address"
    chosen = preferences.of(person)
    is_summary = rows[0].window_id is not None
    if not chosen.mails and not is_summary:
        return DeliveryStatus.CANCELLED, "unwanted"
    if _waits(rows):
        if preferences.is_paused(chosen):
            return DeliveryStatus.CANCELLED, "paused"
        if is_silenced(person):
            return DeliveryStatus.CANCELLED, "suspended"
    if is_suppressed(address):
        return DeliveryStatus.SUPPRESSED, "address"
    return None


def _later(claimed: Claimed, now: datetime) -> datetime | None:
    """When it may be sent, if that is not now: quiet hours, and the most for one day."""
    if _mail_of(claimed.rows) is Mail.URGENT:
        return None
    quiet = preferences.after_quiet_hours(claimed.person, now)
    if quiet > now:
        return quiet
    if not _waits(claimed.rows):
        return None
    mails = (
        Delivery.objects.filter(
            **key_of(claimed.person), status=DeliveryStatus.SENT, status_at__gt=now - DAY
        )
        .values("message_id")
        .annotate(at=Min("status_at"))
        .order_by("at")
    )
    most = int(settings.get("mails_a_day"))
    moments = list(mails.values_list("at", flat=True))
    return moments[-most] + DAY if len(moments) >= most else None


def _waits(rows: Sequence[Delivery]) -> bool:
    """Whether it is about what others wrote, and not about the person themselves."""
    return _mail_of(rows) is Mail.LATER


def _mail_of(rows: Sequence[Delivery]) -> Mail | None:
    """How it is mailed; None for a summary."""
    notice = rows[0].notice
    return kinds.KINDS[notice.kind].mail if notice is not None else None


def _letter(person: Person, rows: Sequence[Delivery]) -> compose.Letter | None:
    window = rows[0].window
    if window is not None:
        return compose.of_window(person, window)
    notices = [row.notice for row in rows if row.notice is not None and row.notice.read_at is None]
    return compose.of_notices(person, notices) if notices else None


def _hand_over(
    claimed: Claimed, message: EmailMultiAlternatives, address: str, message_id: str
) -> bool:
    marked = False

    def mark() -> None:
        nonlocal marked
        queued = claimed.still(DeliveryStatus.QUEUED)
        count = queued.update(
            status=DeliveryStatus.SENDING, status_at=timezone.now(), message_id=message_id
        )
        if count != len(claimed.rows):
            raise Withdrawn
        marked = True

    try:
        _give(message, mark)
    except Withdrawn:
        _settle(claimed, DeliveryStatus.QUEUED)
        return False
    except SMTPRecipientsRefused as error:
        _refused(claimed, address, error)
        return False
    except SMTPDataError as error:
        # The server has answered: it did not take it.
        if error.smtp_code >= _PERMANENT:
            _settle(claimed, DeliveryStatus.FAILED, f"smtp-{error.smtp_code}")
            return False
        raise
    except Exception as error:
        if not marked:
            raise
        logger.warning("A mail may or may not have gone out: %s", type(error).__name__)
        _settle(claimed, DeliveryStatus.UNCERTAIN, type(error).__name__)
        return False
    _settle(claimed, DeliveryStatus.SENT)
    return True


def _give(message: EmailMultiAlternatives, mark: Any) -> None:
    connection = mailers.default
    if getattr(connection, "marks_before_text", False):
        message.before_text = mark  # type: ignore[attr-defined]  # config.mail.CarefulMailer
    else:
        mark()
    try:
        connection.send_messages([message])
    finally:
        connection.close()


def _refused(claimed: Claimed, address: str, error: SMTPRecipientsRefused) -> None:
    code, said = next(iter(error.recipients.values()))
    if code < _PERMANENT:
        _try_later(claimed, error)
        return
    if found := _STATUS.match(said):
        came_back(address, found[0].decode(), reason=SuppressionReason.REFUSED)
    _settle(claimed, DeliveryStatus.FAILED, f"smtp-{code}")


def _try_later(claimed: Claimed, error: Exception) -> None:
    attempts = max(row.attempts for row in claimed.rows) + 1
    reason = f"smtp-{error.smtp_code}" if isinstance(error, SMTPDataError) else type(error).__name__
    if attempts >= MOST_ATTEMPTS:
        _settle(claimed, DeliveryStatus.FAILED, reason, attempts=attempts)
        return
    pause = min(timedelta(minutes=2**attempts), BACKOFF_CAP)
    _settle(
        claimed,
        DeliveryStatus.QUEUED,
        reason,
        attempts=attempts,
        due_at=timezone.now() + pause,
    )
