"""How right each rule was of late: what became of the comments it held, or would have held."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Count

from forum.comments.gate import Effect
from forum.comments.models import Comment, Status
from forum.moderation import pipeline
from forum.moderation.models import Firing, Observation
from forum.moderation.pipeline import Mode, Rule, Stage

WINDOW: Final = 1000  # comments
# A rule is noisy where so many were decided and more than this share of them was published.
ENOUGH: Final = 10
NOISY: Final = 0.5
REFUSED: Final = (Status.REJECTED, Status.REMOVED, Status.SPAM)
Row = tuple[str, str, str, int]


@dataclass(slots=True)
class Tally:
    """Comments in which a rule found something, by what became of them."""

    published: int = 0
    refused: int = 0  # not published, removed or spam
    other: int = 0  # waiting still, or taken back

    @property
    def total(self) -> int:
        return self.published + self.refused + self.other

    @property
    def percent(self) -> int | None:
        """How many of a hundred that were decided were not fit to be read."""
        decided = self.published + self.refused
        return round(100 * self.refused / decided) if decided else None

    @property
    def is_noisy(self) -> bool:
        decided = self.published + self.refused
        return decided >= ENOUGH and self.published > decided * NOISY

    def add(self, status: str, number: int) -> None:
        if status == Status.PUBLISHED:
            self.published += number
        elif status in REFUSED:
            self.refused += number
        else:
            self.other += number


@dataclass(slots=True)
class Judged:
    """One rule with its mode, what it held, what it only noted, and whom it asked."""

    rule: Rule
    mode: Mode
    held: Tally = field(default_factory=Tally)
    noted: Tally = field(default_factory=Tally)
    asked: Tally = field(default_factory=Tally)

    @property
    def is_noisy(self) -> bool:
        """A rule about persons holds everybody alike, so what it holds says nothing of it."""
        if self.rule.stage == Stage.PERSON or self.mode == Mode.OFF:
            return False
        return (self.held if self.mode == Mode.ON else self.noted).is_noisy


def judge(*, window: int = WINDOW) -> tuple[list[Judged], int]:
    """Every rule, and the number of comments looked at, in three queries."""
    since, number = _window(window)
    found = {rule.id: Judged(rule, rule.mode_now) for rule in pipeline.registered().values()}
    for id, effect, status, count in _rows(since):
        if id in found:
            judged = found[id]
            tally = {Effect.NOTE: judged.noted, Effect.NUDGE: judged.asked}
            tally.get(Effect(effect), judged.held).add(status, count)
    return list(found.values()), number


def _window(most: int) -> tuple[datetime | None, int]:
    """Since when the last `most` comments were written, and how many there are."""
    times = list(Comment.objects.order_by("-id").values_list("created_at", flat=True)[:most])
    return (min(times) if times else None), len(times)


def _rows(since: datetime | None) -> Iterable[Row]:
    """Rule, effect, status and number of comments. One that was edited counts once."""
    if since is None:
        return
    fired = Firing.objects.filter(at__gte=since, case__comment__created_at__gte=since)
    fired = fired.exclude(effect=Effect.NUDGE).order_by()
    yield from fired.values_list("rule", "effect", "case__comment__status").annotate(
        number=Count("case__comment", distinct=True)
    )
    noted = Observation.objects.filter(at__gte=since, comment__created_at__gte=since).order_by()
    yield from noted.values_list("rule", "effect", "comment__status").annotate(
        number=Count("comment", distinct=True)
    )
