"""Statements that PostgreSQL keeps, so that it reads and plans them once in a connection."""

import re
from collections.abc import Sequence
from typing import Any, Final

from psycopg import ClientCursor, Connection, Cursor
from psycopg.types.numeric import Int8

_PLACE: Final = re.compile(r"(?<!%)((?:%%)*)%s")


class KeepingCursor(Cursor[tuple[Any, ...]]):
    """Django's own cursors put the values into the text, and the server reads it anew each time."""

    def execute(self, query: Any, params: Any = None, **_named: Any) -> Any:
        # Whole numbers of one width: the types of the values are part of what is kept.
        values = params and [Int8(value) if type(value) is int else value for value in params]
        return super().execute(query, values, prepare=True)


def with_values(connection: Connection, sql: str, params: Sequence[Any], places: set[int]) -> str:
    """`sql` with all params in its text but those of `places`, which stay as `%s`."""
    mogrify = ClientCursor(connection).mogrify
    texts = (
        "%s" if at in places else mogrify("%s", [param]).replace("%", "%%")
        for at, param in enumerate(params)
    )
    return _PLACE.sub(lambda found: found[1] + next(texts), sql)
