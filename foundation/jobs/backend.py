"""Django's tasks, written as rows in the caller's transaction (django-tasks-db).

Everything the library lacks is on the worker's side: see foundation/jobs/worker.py.
"""

from __future__ import annotations

from django_tasks_db.backend import DatabaseBackend


class LeasedBackend(DatabaseBackend):
    """OPTIONS: lease_seconds (30), max_attempts (20)."""

    @property
    def lease_seconds(self) -> float:
        return float(self.options.get("lease_seconds", 30))
