"""What the team sees of its own work: how much, how long people wait, how often it was right."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.utils import timezone

from forum.moderation.models import (
    CHANGED,
    HELD,
    REPORTED,
    Action,
    Appeal,
    AppealOutcome,
    Case,
    Decision,
    Leaning,
    Opinion,
)

WEEKS: Final = 4
MOST: Final = 2000  # cases of which the wait is measured
PUBLISHED: Final = frozenset({"approve", "keep", "accept", "restore"})
REFUSED: Final = frozenset({"reject", "refuse", "remove", "spam"})


@dataclass(frozen=True, slots=True)
class Figures:
    weeks: Sequence[date]
    work: Sequence[tuple[str, Sequence[int]]]  # by name, never by number
    medians: Sequence[tuple[str, timedelta | None]]  # of the tabs
    objections: int
    overturned: int
    opinions: int
    agreed: int


def figures() -> Figures:
    """Of the last weeks, this one included."""
    weeks = _weeks()
    since = timezone.make_aware(datetime.combine(weeks[0], datetime.min.time()))
    objections, overturned = _objections(since)
    opinions, agreed = _opinions(since)
    return Figures(
        weeks, _work(weeks, since), _medians(since), objections, overturned, opinions, agreed
    )


def _weeks() -> list[date]:
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]


def _work(weeks: Sequence[date], since: datetime) -> list[tuple[str, Sequence[int]]]:
    rows = (
        Decision.objects.filter(at__gte=since, by__isnull=False)
        .exclude(action=Action.UNDO)
        .order_by()
        .annotate(week=TruncWeek("at"))
        .values_list("by", "by__name", "week")
        .annotate(number=Count("pk"))
    )
    counted: Counter[tuple[str, int, date]] = Counter()
    for person, name, week, number in rows:
        counted[name or "", person or 0, timezone.localtime(week).date()] += number
    people = sorted({(name, person) for name, person, _week in counted})
    return [(name, [counted[name, person, week] for week in weeks]) for name, person in people]


def _medians(since: datetime) -> list[tuple[str, timedelta | None]]:
    waits: dict[str, list[timedelta]] = {HELD: [], REPORTED: [], CHANGED: []}
    rows = Case.objects.closed().exclude(outcome="spam").filter(closed_at__gte=since)
    rows = rows.order_by("-closed_at", "-id")
    for kind, outcome, begun, end in rows.values_list(
        "kind", "outcome", "waiting_since", "closed_at"
    )[:MOST]:
        if kind in waits and outcome != "withdrawn" and end is not None:
            waits[kind].append(end - begun)
    return [(kind, _middle(found)) for kind, found in waits.items()]


def _middle(waits: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(one.total_seconds() for one in waits)) if waits else None


def _objections(since: datetime) -> tuple[int, int]:
    answered = Appeal.objects.filter(decided_at__gte=since)
    outcomes = Counter(answered.values_list("outcome", flat=True))
    return outcomes.total(), outcomes[AppealOutcome.OVERTURNED]


def _opinions(since: datetime) -> tuple[int, int]:
    """Of those who said what they would do: how many cases were decided since, how many so."""
    rows = Opinion.objects.filter(answered_at__gte=since, case__status="closed").exclude(leaning="")
    number = agreed = 0
    for leaning, outcome in rows.values_list("leaning", "case__outcome"):
        if outcome in PUBLISHED | REFUSED:
            number += 1
            agreed += (leaning == Leaning.PUBLISH) == (outcome in PUBLISHED)
    return number, agreed
