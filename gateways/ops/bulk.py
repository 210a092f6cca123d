"""Many rows into one table at the speed of the database: COPY on PostgreSQL, one prepared INSERT
on SQLite. For rows that a program made up; nothing is validated here but by the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models.functions import Coalesce

BATCH: Final = 2000


class Sheet:
    """
    Rows of one model, given as tuples of the named columns (attnames, values as the database
    takes them). All other columns get the field's default, worked out once.
    """

    def __init__(self, model: type[models.Model], columns: Sequence[str]) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        named = [fields.pop(name) for name in columns]
        defaults = [field for field in fields.values() if not isinstance(field, models.AutoField)]
        self.model = model
        self.constant = tuple(
            field.get_db_prep_save(field.get_default(), connection) for field in defaults
        )
        quote = connection.ops.quote_name
        self.table = quote(model._meta.db_table)
        self.columns = ", ".join(quote(str(field.column)) for field in (*named, *defaults))
        self.width = len(named) + len(defaults)

    def write(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """Append the rows. Returns how many there were."""
        constant = self.constant
        whole = (row + constant for row in rows)
        return self._copy(whole) if connection.vendor == "postgresql" else self._insert(whole)

    def _insert(self, rows: Iterator[tuple[Any, ...]]) -> int:
        places = ", ".join(["%s"] * self.width)
        sql = f"INSERT INTO {self.table} ({self.columns}) VALUES ({places})"  # noqa: S608
        count = 0
        with connection.cursor() as cursor:
            while batch := list(islice(rows, BATCH)):
                cursor.executemany(sql, batch)
                count += len(batch)
        return count

    def _copy(self, rows: Iterator[tuple[Any, ...]]) -> int:
        count = 0
        with connection.cursor() as cursor:
            with cursor.copy(f"COPY {self.table} ({self.columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
                    count += 1
            # Ids were given by hand where the model has one: the next one follows them.
            for sql in connection.ops.sequence_reset_sql(no_style(), [self.model]):
                cursor.execute(sql)
        return count


def next_id(model: type[models.Model]) -> int:
    """The first free id, for rows that must know each other's before they are written."""
    found = model._default_manager.aggregate(last=Coalesce(models.Max("pk"), 0))
    return int(found["last"]) + 1


def moment(value: datetime) -> Any:
    """A date as the database takes it."""
    return connection.ops.adapt_datetimefield_value(value)
