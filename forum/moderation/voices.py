"""
Whether those who report a comment are many enough to let it wait, and are not one group.

Each who reports is a voice with a weight. There are three ways in which voices may belong
together: one network, one day of joining, and being new here. In each way, what one group says
counts up to half of what is needed; the way in which least is left decides. So no group reaches it
alone, in whatever order it comes, and one more voice never makes it less.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

# In hundredths of a voice, so that sums are exact.
FULL: Final = 100
# So long an account is new; all new ones are one group, with whoever has none.
NEW_FOR: Final = timedelta(days=30)
OF_NEW: Final = 50
OF_NOBODY: Final = 30


class Voice(NamedTuple):
    weight: int
    network: str
    day: str
    age: str


def voice(
    *,
    member: int | None,
    joined_at: datetime | None,
    block: str,
    record: tuple[int, int],
    at: datetime,
) -> Voice:
    """
    The voice of a member, or of somebody without an account. `record` is how often they were
    right and wrong before, by what moderators decided; who never reported weighs as one who is
    right half the time. An unknown network is one group with every other unknown one.
    """
    if joined_at is None:
        base, day, is_new = OF_NOBODY, "", True
    else:
        is_new = joined_at > at - NEW_FOR
        base, day = (OF_NEW if is_new else FULL), str(joined_at.date())
    return Voice(accurate(base, *record), block, day, "new" if is_new else f"member {member}")


def accurate(base: int, right: int, wrong: int) -> int:
    """Up to half as much again for who was always right, down to almost nothing."""
    return min(base * 2 * (right + 1) // (right + wrong + 2), base * 3 // 2)


def total(voices: Sequence[Voice], *, needed: int) -> int:
    """What they add up to, where no group counts for more than half of what is needed."""
    return min(_capped(voices, way, needed // 2) for way in ("network", "day", "age"))


def reach(voices: Sequence[Voice], *, needed: int) -> bool:
    return needed > 0 and total(voices, needed=needed) >= needed


def _capped(voices: Sequence[Voice], way: str, cap: int) -> int:
    groups: Counter[str] = Counter()
    for one in voices:
        groups[getattr(one, way)] += one.weight
    return sum(min(cap, weight) for weight in groups.values())
