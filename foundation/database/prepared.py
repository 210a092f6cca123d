"""Queries that stay the same but for a few values: Django builds their SQL once in a process."""

import copy
import re
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections, models

Value = int | str | datetime

# Values that no row has, to find their places in the statement. Django looks for no number that
# a column cannot hold, so this one fits into four bytes; a column of two is refused.
_NUMBER: Final = 2_147_300_000
_WORD: Final = "\x01the value of place {}"
_FAR: Final = datetime(8999, 1, 1, tzinfo=UTC)
_TRACES: Final = (str(_NUMBER)[:7], _WORD.format(""), str(_FAR.year))
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:")  # as SQLite is given it


def prepared_cursor() -> Any:
    """
    A cursor for SQL that comes again and again: PostgreSQL keeps what it planned for it, as long
    as the connection lasts. What is the same each time stands in the SQL and not among the
    values, for an index over some rows is found by the words of the statement.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    # A log of statements shows their values, which the server's own keeping parts from the text.
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    from foundation.database.server import KeepingCursor

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(KeepingCursor(connection.connection))


class Prepared[M: models.Model]:
    """
    `Prepared(build)([12, "slug"], shape)` is `list(build(12, "slug", shape))` without the cost of
    building its SQL, which on a page of comments is more than that of its answer.

    `build` is called once for each shape and database, with values that stand for the real ones.
    It may put them nowhere but into comparisons, and must not read the clock. Everything else
    that changes the statement belongs into the shape.
    """

    def __init__(self, build: Callable[..., models.QuerySet[M]]) -> None:
        self._build = build
        self._ready: dict[Hashable, _Ready] = {}
        self._lock = Lock()

    def __call__(self, values: Sequence[Value], *shape: Hashable) -> list[M]:
        kinds = tuple(type(value) for value in values)
        key = (shape, kinds, connections["default"].vendor)
        ready = self._ready.get(key)
        if ready is None:
            with self._lock:
                ready = self._ready[key] = _Ready(self._build, kinds, shape)
        return list(ready.queryset_for(values))


class _Ready:
    """One statement with its places."""

    def __init__(
        self,
        build: Callable[..., models.QuerySet[Any]],
        kinds: Sequence[type[Value]],
        shape: Sequence[Hashable],
    ) -> None:
        standing = [_standing(place, kind) for place, kind in enumerate(kinds)]
        self._queryset = build(*standing, *shape)
        self._query = self._queryset.query
        if _compares_small(self._query.where, standing):
            raise ValueError("A prepared query compares a value with a column of two bytes")
        self._compiler = self._query.get_compiler(using=self._queryset.db)
        self._sql, params = self._compiler.as_sql()
        # Each answer is made of a copy of its own, so the query set need not make a deep one.
        vars(self._query)["chain"] = lambda *_args, **_named: self._query
        columns = [column for column, *_ in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(columns)
        places = {self._param(value): place for place, value in enumerate(standing)}
        placed = [places.get(param) if isinstance(param, Value) else None for param in params]
        fixed = [param for param, place in zip(params, placed, strict=True) if place is None]
        if any(_is_made_of_one(text) for text in (self._sql, *map(str, fixed))):
            raise ValueError("A prepared query makes something else of a value")
        if any(isinstance(param, date) or _MOMENT.match(str(param)) for param in fixed):
            raise ValueError("A prepared query holds a moment: it would stay at that moment")
        self._places = [place for place in placed if place is not None]
        # An index over some of the rows is found by the words of a statement alone; and while such
        # a word is a value that is bound, SQLite plans the whole statement anew for each answer.
        words = (
            _in_words(param) if place is None else "%s"
            for param, place in zip(params, placed, strict=True)
        )
        self._sql = re.sub(
            "%[%s]", lambda found: "%%" if found[0] == "%%" else next(words), self._sql
        )

    def queryset_for(self, values: Sequence[Value]) -> models.QuerySet[Any]:
        params = [self._param(values[place]) for place in self._places]
        compiler = copy.copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        # An instance's own functions stand before those of its class.
        vars(compiler)["execute_sql"] = lambda *_args, **_named: [_rows_of(self._sql, params)]
        vars(compiler)["get_converters"] = lambda *_args, **_named: self._converters
        query = copy.copy(self._query)
        vars(query)["get_compiler"] = lambda *_args, **_named: compiler
        found = self._queryset.all()
        found.query = query
        return found

    def _param(self, value: Value) -> Any:
        """As the driver is given it."""
        if isinstance(value, datetime):
            return connections[self._queryset.db].ops.adapt_datetimefield_value(value)
        return value


def _rows_of(sql: str, params: Sequence[Any]) -> list[Any]:
    with prepared_cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[Any] = cursor.fetchall()
    return rows


def _in_words(value: Any) -> str:
    """A value as the text of a statement says it."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        from foundation.database.server import in_words

        words = in_words(connection.connection, value)
    else:
        [words] = connection.connection.execute("SELECT QUOTE(?)", [value]).fetchone()
    return str(words).replace("%", "%%")


def _compares_small(where: Any, standing: Sequence[Value]) -> bool:
    """PostgreSQL's backend would leave such a comparison out: it could never be true."""
    return any(
        _compares_small(child, standing)
        if hasattr(child, "children")
        else isinstance(getattr(child.lhs, "output_field", None), models.SmallIntegerField)
        and isinstance(child.rhs, int)
        and child.rhs in standing
        for child in where.children
        if hasattr(child, "children") or hasattr(child, "lhs")
    )


def _is_made_of_one(text: str) -> bool:
    return any(trace in text for trace in _TRACES)


def _standing(place: int, kind: type[Value]) -> Value:
    if kind is datetime:
        return _FAR + timedelta(days=place)
    return _NUMBER + place if kind is int else _WORD.format(place)
