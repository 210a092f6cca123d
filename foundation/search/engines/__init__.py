"""One adapter for each database engine, chosen here and nowhere else."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from foundation.search.engines.port import Engine, Entry, Match
from foundation.search.engines.postgresql import PostgresEngine
from foundation.search.engines.sqlite import SqliteEngine

__all__ = ["Engine", "Entry", "Match", "engine"]

_ENGINES: dict[str, Engine] = {"sqlite": SqliteEngine(), "postgresql": PostgresEngine()}


def engine() -> Engine:
    try:
        return _ENGINES[connection.vendor]
    except KeyError:
        raise ImproperlyConfigured(
            f"Search knows SQLite and PostgreSQL, not {connection.vendor}."
        ) from None
