"""
Summaries: each is a window with a start and an end, closed by a job; the next begins where the
last one ended, so that nothing is told twice and nothing falls between.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.models import Guest, GuestKind, User
from accounts.models.user import Kind as PersonKind
from forum.comments.models import Comment, Reading
from forum.notifications import preferences
from forum.notifications.models import (
    Delivery,
    DigestEvery,
    Preferences,
    Window,
    WindowKind,
)
from forum.notifications.recipients import Person
from forum.notifications.services.follow import key_of
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
    return _close_all(_members(now), now) + _close_all(_guests(now), now)


def _close_all(wanting: QuerySet[Any], now: datetime) -> int:
    closed, after = 0, 0
    while people := list(wanting.filter(pk__gt=after).order_by("pk")[:STEP]):
        closed += sum(_close(person, now) for person in people)
        after = people[-1].pk
    return closed


def end_pauses(now: datetime | None = None) -> int:
    """Pauses that are over, each summed up in one mail."""
    now = now or timezone.now()
    over = Preferences.objects.filter(paused_until__lte=now).select_related("user", "guest")
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
        if ended:
            _make(row.person, WindowKind.CATCH_UP, start, max(min(now, until), start + _MOMENT))
    return bool(ended)


_MOMENT: Final = timedelta(seconds=1)


def _members(now: datetime) -> QuerySet[User]:
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


def _guests(now: datetime) -> QuerySet[Guest]:
    """Those who chose a summary and have confirmed their address; nobody gets one unasked."""
    return (
        Guest.objects.filter(
            kind=GuestKind.PERSON,
            address__confirmed_at__isnull=False,
            notification_preferences__digest__in=(DigestEvery.DAY, DigestEvery.WEEK),
        )
        .exclude(notification_preferences__paused_until__gt=now)
        .annotate(last_end=Max("notification_windows__end"))
        .select_related("notification_preferences", "address")
    )


def _close(person: Person, now: datetime) -> bool:
    every = DigestEvery(preferences.digest_every(preferences.of(person)))
    end = boundary_before(person, every, now)
    last_end: datetime | None = person.last_end  # type: ignore[union-attr]  # read with them
    start = last_end or end - LENGTH[every]
    if start >= end or _is_away(person, now):
        return False
    # Whoever comes back after half a year, and a site that stood still, get one usual window.
    start = max(start, end - 2 * LENGTH[every], _since(person))
    return start < end and _make(person, WindowKind.DIGEST, start, end)


def _since(person: Person) -> datetime:
    return person.joined_at if isinstance(person, User) else person.created_at


def boundary_before(person: Person, every: DigestEvery, now: datetime) -> datetime:
    """The last time a window of this person ends: at eight in the morning, where they live."""
    local = now.astimezone(preferences.zone_of(person))
    end = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if end > local:
        end -= timedelta(days=1)
    if every == DigestEvery.WEEK:
        end -= timedelta(days=end.weekday())
    return end.astimezone(UTC)


def _is_away(person: Person, now: datetime) -> bool:
    since = now - AWAY
    if isinstance(person, Guest):
        # What a guest reads is not kept; they were here when they last proved a device or wrote.
        return not (
            person.created_at > since
            or person.devices.filter(proved_at__gt=since).exists()
            or Comment.objects.filter(guest=person, created_at__gt=since).exists()
        )
    if max(person.joined_at, person.last_login or person.joined_at) > since:
        return False
    return not Reading.objects.filter(user=person, at__gt=since).exists()


def _make(person: Person, kind: WindowKind, start: datetime, end: datetime) -> bool:
    try:
        with transaction.atomic():
            who = key_of(person)
            window = Window.objects.create(**who, kind=kind, start=start, end=end)
            Delivery.objects.create(**who, window=window, thread=f"w{window.pk}")
    except IntegrityError:
        return False
    return True
