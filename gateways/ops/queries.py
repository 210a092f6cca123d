"""What an operator asks of a running site."""

from __future__ import annotations

import logging

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

log = logging.getLogger(__name__)


def readiness() -> dict[str, str]:
    return {"database": _database(), "migrations": _migrations(), "cache": _cache()}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.exception("The database does not answer")
        return "no answer"
    return "ok"


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "no answer"
    return "waiting" if waiting else "ok"


def _cache() -> str:
    try:
        cache.set("readiness", 1, timeout=10)
        answer = cache.get("readiness")
    except Exception:  # each backend has faults of its own
        log.exception("The cache does not answer")
        return "no answer"
    return "ok" if answer == 1 else "forgets"
