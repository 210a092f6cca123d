"""What was new in a stretch of time, as one person may see it: for the digest, and after a pause.

Floors above bring what they have; the numbers of what is personal come from the notices.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from accounts.viewer import Viewer
from forum.notifications import kinds
from forum.notifications.models import Notice, Window
from forum.notifications.recipients import Person, viewer_of
from forum.notifications.services.follow import key_of

MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Item:
    title: str
    url: str
    meta: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Summary:
    start: datetime
    end: datetime
    is_catch_up: bool
    replies: int = 0
    others: int = 0
    sections: list[Section] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.replies or self.others or any(part.items for part in self.sections))

    @property
    def count(self) -> int:
        return sum(len(part.items) for part in self.sections)


Source = Callable[[Viewer, datetime, datetime, int], Section]
_sources: list[tuple[int, Source]] = []


def add_section(source: Source, *, place: int) -> None:
    """Join at start: the best of what was new between two moments, at most so many."""
    _sources.append((place, source))
    _sources.sort(key=lambda entry: entry[0])


def of(person: Person, window: Window) -> Summary:
    viewer = viewer_of(person)
    mine = Notice.objects.unread().filter(**key_of(person), at__gte=window.start, at__lt=window.end)
    counted = list(mine.filter(kind__in=kinds.OF_A_DISCUSSION).values_list("kind", flat=True))
    sections = [ask(viewer, window.start, window.end, MOST) for _place, ask in _sources]
    return Summary(
        window.start,
        window.end,
        window.kind == "catchup",
        replies=counted.count(kinds.REPLY),
        others=len(counted) - counted.count(kinds.REPLY),
        sections=[section for section in sections if section.items],
    )
