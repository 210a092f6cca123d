"""The cache lives in a database file of its own, which may be deleted at any time."""

from __future__ import annotations

from typing import Any

CACHE_APP = "django_cache"  # the label Django gives the table of its database cache
CACHE_DATABASE = "cache"

# Django's own columns (`createcachetable`), made whenever the file is opened, so that a site whose
# cache was deleted finds an empty one.
CACHE_TABLES = tuple(
    statement
    for name in ("cache", "pages")
    for statement in (
        f'CREATE TABLE IF NOT EXISTS "{name}" ("cache_key" varchar(255) NOT NULL PRIMARY KEY, '
        '"value" text NOT NULL, "expires" datetime NOT NULL)',
        f'CREATE INDEX IF NOT EXISTS "{name}_expires" ON "{name}" ("expires")',
    )
)


class CacheRouter:
    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return CACHE_DATABASE if model._meta.app_label == CACHE_APP else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        if app_label == CACHE_APP:
            return db == CACHE_DATABASE
        return False if db == CACHE_DATABASE else None
