"""What can happen, in one table, and who wants to know of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.functional import Promise

from foundation.activity.models import Event

Receiver = Callable[[Event], object]

_KIND = re.compile(r"[a-z_]+(\.[a-z_]+){1,2}")
_sentences: dict[str, str | Promise] = {}
_receivers: dict[str, dict[str, Receiver]] = {}


class UnknownKind(LookupError):
    """An event of a kind that no events.py declares."""


def declare(kind: str, sentence: str | Promise) -> str:
    """Name a kind, `subject.thing.verb`, with a sentence that says what happened."""
    if not _KIND.fullmatch(kind) or len(kind) > 60:
        raise ValueError(f"The kind {kind!r} is not of the form subject.thing.verb")
    if not str(sentence).strip():
        raise ValueError(f"The kind {kind!r} needs a sentence")
    if _sentences.get(kind, sentence) != sentence:
        raise ValueError(f"The kind {kind!r} is declared twice")
    _sentences[kind] = sentence
    return kind


def check_known(kind: str) -> None:
    if kind not in _sentences:
        raise UnknownKind(f"declare({kind!r}, sentence) is missing in the events.py of its app")


def sentences() -> dict[str, str | Promise]:
    """Every kind with its sentence, for the documentation and the tests."""
    return dict(sorted(_sentences.items()))


def subscribe(kind: str, receiver_id: str) -> Callable[[Receiver], Receiver]:
    """Decorate a function of receivers.py; the worker calls it once for each such event.

    The function runs in a transaction together with its receipt: what it writes there is done
    exactly once. What it does outside the database (a mail) belongs in a job that it enqueues.
    """

    def join(function: Receiver) -> Receiver:
        joined = _receivers.setdefault(kind, {})
        known = joined.get(receiver_id, function)
        if (known.__module__, known.__qualname__) != (function.__module__, function.__qualname__):
            raise ValueError(f"Two receivers of {kind!r} are called {receiver_id!r}")
        joined[receiver_id] = function
        return function

    return join


def receivers_of(kind: str) -> dict[str, Receiver]:
    return _receivers.get(kind, {})


def subscribed_kinds() -> set[str]:
    return set(_receivers)
