"""What other floors use: declare a kind, record that it happened, subscribe to it."""

from collections.abc import Callable

from foundation.activity.registry import Receiver, UnknownKind, declare, sentences
from foundation.activity.registry import subscribe as _subscribe
from foundation.activity.services.dispatch import dispatch
from foundation.activity.services.record import PersonalText, record


def subscribe(*kinds: str, receiver: str) -> Callable[[Receiver], Receiver]:
    """Run the function, in the worker, once for each event of these kinds."""

    def join(function: Receiver) -> Receiver:
        for kind in kinds:
            _subscribe(kind, receiver)(function)
        return function

    return join


__all__ = [
    "PersonalText", "UnknownKind", "declare", "dispatch", "record", "sentences", "subscribe",
]  # fmt: skip
