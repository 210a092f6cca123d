"""Statements that PostgreSQL keeps, so that it reads and plans them once in a connection."""

from typing import Any

from psycopg import ClientCursor, Connection, Cursor
from psycopg.types.numeric import Int8


class KeepingCursor(Cursor[tuple[Any, ...]]):
    """Django's own cursors put the values into the text, and the server reads it anew each time."""

    def execute(self, query: Any, params: Any = None, **_named: Any) -> Any:
        # Whole numbers of one width: the types of the values are part of what is kept.
        values = params and [Int8(value) if type(value) is int else value for value in params]
        return super().execute(query, values, prepare=True)


def in_words(connection: Connection, value: Any) -> str:
    """A value as the text of a statement says it."""
    return ClientCursor(connection).mogrify("%s", [value])
