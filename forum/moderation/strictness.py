"""Who waits where: the rows in force, kept in each process, and the most particular one wins."""

from datetime import datetime
from typing import Final, NamedTuple

from django.utils import timezone

from forum.comments.gate import Draft
from forum.comments.models import Discussion
from forum.moderation import places
from forum.moderation.models import Strictness, Who
from foundation.branding.marked import Marked

MARK: Final = "moderation.strictness"  # moves with the rows
SITE: Final = ""
ELSE: Final = Who.NEWCOMERS  # where nobody said anything


class Row(NamedTuple):
    place: str
    who: str
    ends_at: datetime | None


def who_waits(draft: Draft) -> Who:
    """Looked up once for each draft; without rows about boards and the like it asks no table."""
    if "who waits" not in draft.memo:
        draft.memo["who waits"] = who_waits_in(draft.discussion)
    return Who(draft.memo["who waits"])


def who_waits_in(discussion: Discussion) -> Who:
    now = timezone.now()
    found = {row.place: row.who for row in _rows() if row.ends_at is None or row.ends_at > now}
    if not found:
        return ELSE
    own = f"{places.DISCUSSION}-{discussion.pk}"
    if own in found:
        return Who(found[own])
    for place, who in found.items():
        if place != SITE and not place.startswith(f"{places.DISCUSSION}-"):
            within = places.within(place)
            if within is not None and within.filter(pk=discussion.pk).exists():
                return Who(who)
    return Who(found.get(SITE, ELSE))


def _read() -> list[Row]:
    rows = Strictness.objects.in_force().values_list("place", "who", "ends_at")
    return [Row(*row) for row in rows]


_rows = Marked(MARK, _read, unmarked=list[Row])
