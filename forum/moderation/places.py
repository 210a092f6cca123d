"""
Where something was written, as a filter of the queue. A floor above that owns places (boards,
series) joins here; one discussion is a place of its own, known to this floor.
"""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise

from accounts.viewer import Viewer
from forum.comments.models import Discussion


class Place(NamedTuple):
    value: str  # as in an address: "board-3"
    name: str


class Source(NamedTuple):
    label: str | Promise
    choices: Callable[[], Sequence[tuple[int, str]]]
    within: Callable[[int], QuerySet[Discussion]]


_sources: dict[str, Source] = {}
DISCUSSION = "discussion"
BOARD = "board"


def register(
    prefix: str,
    *,
    label: str | Promise,
    choices: Callable[[], Sequence[tuple[int, str]]],
    within: Callable[[int], QuerySet[Discussion]],
) -> None:
    """Join at start: `choices` are places by number and name, `within` the discussions of one."""
    _sources[prefix] = Source(label, choices, within)


def choices(viewer: Viewer | None = None) -> list[tuple[str, list[Place]]]:
    """What can be chosen (by this moderator), in groups."""
    everywhere = viewer is None or viewer.is_moderator or viewer.is_editor
    return [
        (
            str(source.label),
            [
                Place(f"{prefix}-{number}", name)
                for number, name in source.choices()
                if everywhere or (viewer is not None and number in viewer.shelves)
            ],
        )
        for prefix, source in _sources.items()
        if everywhere or prefix == BOARD
    ]


def within(value: str) -> QuerySet[Discussion] | None:
    """The discussions of a place; None for one that is none."""
    prefix, _dash, number = value.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    if prefix == DISCUSSION:
        return Discussion.objects.filter(pk=int(number))
    source = _sources.get(prefix)
    return source.within(int(number)) if source is not None else None


def of_boards(numbers: Collection[int]) -> QuerySet[Discussion]:
    """The discussions of these boards."""
    found = Discussion.objects.none()
    if (source := _sources.get(BOARD)) is not None:
        for number in sorted(numbers):
            found = found | source.within(number)
    return found


def numbered(prefix: str) -> Sequence[tuple[int, str]]:
    """The places of one source, by number and name; none where no floor above has such."""
    source = _sources.get(prefix)
    return source.choices() if source is not None else ()
