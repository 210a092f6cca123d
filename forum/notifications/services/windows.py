"""
Summaries: each is a window with a start and an end, closed by a job; the next begins where the
last one ended, so that nothing is told twice and nothing falls between.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.models.user import Kind as PersonKind
from forum.comments.models import Reading
from forum.notifications import preferences
from forum.notifications.models import (
    Delivery,
    DigestEvery,
    Preferences,
    Window,
    WindowKind,
)
from foundation.branding import settings

# By the clock of the person; the week ends on Monday.
HOUR: Final = 8
AWAY: Final = timedelta(days=180)
STEP: Final = 200
LENGTH: Final = {DigestEvery.DAY: timedelta(days=1), DigestEvery.WEEK: timedelta(days=7)}


def close_due(now: datetime | None = None) -> int:
    """Close every window that has come to its end, and queue its mail. Returns how many."""
    now = now or timezone.now()
    if not preferences.mail_is_on():
        return 0
    closed, after = 0, 0
    while people := list(_wanting(now).filter(pk__gt=after).order_by("pk")[:STEP]):
        closed += sum(_close(person, now) for person in people)
        after = people[-1].pk
    return closed


def end_pauses(now: datetime | None = None) -> int:
    """Pauses that are over, each summed up in one mail."""
    now = now or timezone.now()
    over = Preferences.objects.filter(paused_until__lte=now).select_related("user")
    return sum(end_pause(row) for row in over[:STEP])


def end_pause(row: Preferences, now: datetime | None = None) -> bool:
    """The pause is over, by its end or because the person is back before."""
    now = now or timezone.now()
    start, until = row.paused_at, row.paused_until
    if start is None or until is None:
        return False
    with transaction.atomic():
        ended = Preferences.objects.filter(pk=row.pk, paused_until=until).update(
            paused_at=None, paused_until=None
        )
        if ended and row.user is not None:
            _make(row.user, WindowKind.CATCH_UP, start, max(min(now, until), start + _MOMENT))
    return bool(ended)


_MOMENT: Final = timedelta(seconds=1)


def _wanting(now: datetime) -> QuerySet[User]:
    every = str(settings.get("digest_every"))
    chosen = Q(notification_preferences__digest__in=(DigestEvery.DAY, DigestEvery.WEEK))
    if every != DigestEvery.NEVER:
        chosen |= Q(notification_preferences__digest=DigestEvery.AS_SITE)
        chosen |= Q(notification_preferences=None)
    return (
        User.objects.filter(chosen, kind=PersonKind.PERSON, is_active=True)
        .exclude(notification_preferences__paused_until__gt=now)
        .annotate(last_end=Max("notification_windows__end"))
        .select_related("notification_preferences")
    )


def _close(person: User, now: datetime) -> bool:
    every = DigestEvery(preferences.digest_every(preferences.of(person)))
    end = boundary_before(person, every, now)
    last_end: datetime | None = person.last_end  # type: ignore[attr-defined]  # read by _wanting
    start = last_end or end - LENGTH[every]
    if start >= end or _is_away(person, now):
        return False
    # Whoever comes back after half a year, and a site that stood still, get one usual window.
    start = max(start, end - 2 * LENGTH[every], person.joined_at)
    return start < end and _make(person, WindowKind.DIGEST, start, end)


def boundary_before(person: User, every: DigestEvery, now: datetime) -> datetime:
    """The last time a window of this person ends: at eight in the morning, where they live."""
    local = now.astimezone(preferences.zone_of(person))
    end = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if end > local:
        end -= timedelta(days=1)
    if every == DigestEvery.WEEK:
        end -= timedelta(days=end.weekday())
    return end.astimezone(UTC)


def _is_away(person: User, now: datetime) -> bool:
    since = now - AWAY
    if max(person.joined_at, person.last_login or person.joined_at) > since:
        return False
    return not Reading.objects.filter(user=person, at__gt=since).exists()


def _make(person: User, kind: WindowKind, start: datetime, end: datetime) -> bool:
    try:
        with transaction.atomic():
            window = Window.objects.create(user=person, kind=kind, start=start, end=end)
            Delivery.objects.create(user=person, window=window, thread=f"w{window.pk}")
    except IntegrityError:
        return False
    return True
