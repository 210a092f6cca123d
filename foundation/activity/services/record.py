from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import transaction

from foundation.activity.models import Event
from foundation.activity.registry import check_known
from foundation.activity.tasks import dispatch
from foundation.database.insert import insert

# Long enough for any code of ours, and without the spaces a person's words would have.
_CODE = re.compile(r"[A-Za-z0-9_.:/-]{0,60}")


class PersonalText(ValueError):
    """Events carry ids and short codes; what people wrote stays in its own table."""


def record(kind: str, *, actor_id: int | None, data: Mapping[str, int | str]) -> Event:
    """Write down what happened and one job that tells the receivers: rows of the caller's
    transaction."""
    check_known(kind)
    for name, value in data.items():
        if not _is_id_or_code(value):
            raise PersonalText(f"{name!r} of {kind} is neither a number nor a short code")
    with transaction.atomic(savepoint=False):
        event = insert(Event(kind=kind, actor_id=actor_id, data=dict(data)))
        dispatch.enqueue(event.pk)
    return event


def _is_id_or_code(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and bool(_CODE.fullmatch(value)))
