"""Measuring how long people wait for a moderator."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from forum.moderation import waiting
from forum.moderation.models import HELD, Case
from foundation.branding import settings

LOOKED_BACK: Final = timedelta(days=30)
MOST: Final = 1000  # the last decisions
ENOUGH: Final = 20  # fewer say nothing
USUALLY: Final = 0.8  # of ten people, eight waited no longer


def measure() -> int:
    """Keep what is told to those who wait, in minutes; 0 where there is too little to tell."""
    wait = usual_wait()
    told = waiting.step_of(wait) if wait is not None else 0
    if (settings.mark_of(waiting.MARK) or 0) != told:
        settings.set_mark(waiting.MARK, told)
    return told


def usual_wait() -> timedelta | None:
    """How long eight of ten waited whose comments were held and decided by a person, lately. Who
    waits longer even now counts too: a queue that nobody looks at must not look fast."""
    now = timezone.now()
    decided = Q(outcome="approve") | Q(outcome="reject")
    rows = Case.objects.closed().exclude(outcome="spam").filter(
        decided, kind=HELD, closed_at__gt=now - LOOKED_BACK, decisions__by__isnull=False
    )  # fmt: skip
    last = rows.order_by("-closed_at", "-id").values_list("waiting_since", "closed_at", "pk")
    # A case with two decisions comes twice.
    waits = [end - since for since, end, _pk in dict.fromkeys(last[:MOST]) if end is not None]
    if len(waits) < ENOUGH:
        return None
    first = _share(waits)
    still = Case.objects.open().filter(kind=HELD, waiting_since__lt=now - first)
    longer = [now - since for since in still.values_list("waiting_since", flat=True)[:MOST]]
    return _share([*waits, *longer])


def _share(waits: Sequence[timedelta]) -> timedelta:
    ranked = sorted(waits)
    return ranked[min(int(len(ranked) * USUALLY), len(ranked) - 1)]
