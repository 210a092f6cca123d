"""New rows of what is written often: the SQL of their INSERT is built once in a process."""

from functools import cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from foundation.database.prepared import prepared_cursor


def insert[M: models.Model](row: M) -> M:
    """
    `row.save(force_insert=True)` without the cost of building its SQL, which is several times that
    of writing the row. No signal is sent, and a value is no expression.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    ready = _ready(type(row), connection.vendor)
    params = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in ready.fields
    ]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), prepared_cursor() as cursor:
        cursor.execute(ready.sql, params)
        [row.pk] = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


class _Ready(NamedTuple):
    sql: str
    fields: list[models.Field[Any, Any]]


@cache
def _ready(model: type[models.Model], vendor: str) -> _Ready:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if field is not meta.auto_field]
    if meta.parents or any(_is_special(field) for field in fields):
        raise ValueError(f"{model.__name__} has what only the database or Django itself can fill")
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = (
        f"INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES ({places}) "  # noqa: S608  names of ours
        f"RETURNING {quoted(str(meta.pk.column))}"
    )
    return _Ready(sql, fields)


def _is_special(field: models.Field[Any, Any]) -> bool:
    """Whether its value is not simply put into its place."""
    return field.generated or field.has_db_default() or hasattr(field, "get_placeholder_sql")
