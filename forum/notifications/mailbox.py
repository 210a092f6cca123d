"""What an operator sees of the mail: how much, when, and why not; no address and no text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from forum.notifications.models import Delivery, DeliveryStatus, Suppression

PAGE: Final = 50
MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    name: str
    kind: str
    at: datetime
    due_at: datetime
    attempts: int
    reason: str


def counts() -> dict[DeliveryStatus, str]:
    """How many of each; beyond MOST nobody needs to know, and counting would read them all."""
    return {status: _up_to(Delivery.objects.filter(status=status)) for status in DeliveryStatus}


def _up_to(found: QuerySet[Delivery]) -> str:
    count = found[: MOST + 1].count()
    return f"{MOST}+" if count > MOST else str(count)


@dataclass(frozen=True, slots=True)
class Stopped:
    """An address that gets no more mail. `name` is of who had it then, if that is known."""

    id: int
    name: str
    reason: str
    at: datetime


def suppressed_addresses() -> int:
    return Suppression.objects.count()


def stopped_page(before: int | None) -> tuple[list[Stopped], int | None]:
    """A page of them, the last stopped first, and what the next begins before."""
    found = Suppression.objects.all()
    if before:
        found = found.filter(pk__lt=before)
    page = list(found.select_related("user", "guest").order_by("-pk")[: PAGE + 1])
    rows = [
        Stopped(one.pk, one.person.name if one.person else "", one.get_reason_display(), one.at)
        for one in page[:PAGE]
    ]
    return rows, page[PAGE - 1].pk if len(page) > PAGE else None


def page_of(status: DeliveryStatus, before: int | None) -> tuple[list[Row], int | None]:
    """A page of one status, the last written first, and what the next begins before."""
    found = Delivery.objects.filter(status=status)
    if before:
        found = found.filter(pk__lt=before)
    page = list(
        found.select_related("user", "guest", "notice", "window").order_by("-pk")[: PAGE + 1]
    )
    rows = [
        Row(
            one.pk,
            one.person.name,
            one.notice.kind if one.notice is not None else "summary",
            one.status_at,
            one.due_at,
            one.attempts,
            one.reason,
        )
        for one in page[:PAGE]
    ]
    return rows, page[PAGE - 1].pk if len(page) > PAGE else None
