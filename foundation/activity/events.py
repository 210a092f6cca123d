"""Recording what happened, once, with one dispatch job; and who wants to know."""

from collections.abc import Callable, Mapping
from typing import Final

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from foundation.activity.models import Event, Receipt

Value = int | str | bool | None
Receiver = Callable[[Event], None]

# Long enough for a code or a status, too short for what a person writes.
CODE_LENGTH: Final = 60

_kinds: dict[str, str] = {}
_receivers: dict[str, dict[str, Receiver]] = {}


def declare(kind: str, sentence: str) -> None:
    """Make a kind of event known, with a sentence that says what happened."""
    _kinds[kind] = sentence


def kinds() -> Mapping[str, str]:
    return _kinds


def record(kind: str, *, actor_id: int | None, data: Mapping[str, Value]) -> Event:
    """
    Write the event and its dispatch job in the caller's transaction.

    Raises LookupError for an undeclared kind, ValueError for data that could be somebody's text.
    """
    if kind not in _kinds:
        raise LookupError(f"The event kind {kind!r} was not declared")
    for name, value in data.items():
        if isinstance(value, str) and (len(value) > CODE_LENGTH or " " in value or "@" in value):
            raise ValueError(f"An event carries ids and codes, not text: {name}")
    with transaction.atomic():
        event = Event.objects.create(kind=kind, actor_id=actor_id, data=dict(data))
        dispatch_later.enqueue(event.pk)
    return event


def subscribe(*kinds: str, receiver: str) -> Callable[[Receiver], Receiver]:
    """Run the function, in the worker, for each event of these kinds; once, in a transaction."""

    def join(function: Receiver) -> Receiver:
        for kind in kinds:
            _receivers.setdefault(kind, {})[receiver] = function
        return function

    return join


def dispatch(event_id: int) -> None:
    """Run the receivers that have not had the event yet. Safe to run again after a crash."""
    event = Event.objects.filter(pk=event_id).first()
    if event is None:
        return
    done = set(event.receipts.values_list("receiver", flat=True))
    for name, receive in _receivers.get(event.kind, {}).items():
        if name in done:
            continue
        with transaction.atomic():
            _receipt, fresh = Receipt.objects.get_or_create(event=event, receiver=name)
            if fresh:
                receive(event)
    Event.objects.filter(pk=event_id, dispatched_at__isnull=True).update(
        dispatched_at=timezone.now()
    )


@task()
def dispatch_later(event_id: int) -> None:
    dispatch(event_id)
