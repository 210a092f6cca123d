"""Pieces of pages that are the same for many: drawn once in each process, then kept in memory."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Final

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from foundation.branding import settings

MOST: Final = 1000  # pieces of a few kilobytes each

_pieces: OrderedDict[Hashable, SafeString] = OrderedDict()
_lock = Lock()


def piece(name: str, facts: Iterable[Hashable], draw: Callable[[], SafeString]) -> SafeString:
    """The piece of this name for these facts, in the language and zone of this answer."""
    zone = timezone.get_current_timezone_name()
    key = (name, tuple(facts), get_language(), zone, settings.generation())
    with _lock:
        found = _pieces.get(key)
        if found is not None:
            _pieces.move_to_end(key)
            return found
    drawn = draw()
    with _lock:
        _pieces[key] = drawn
        while len(_pieces) > MOST:
            _pieces.popitem(last=False)
    return drawn


def forget() -> None:
    with _lock:
        _pieces.clear()
