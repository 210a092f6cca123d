"""Django's tasks, written as rows in the caller's transaction (django-tasks-db).

Everything the library lacks is on the worker's side: see foundation/jobs/worker.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.tasks import Task
from django.utils.json import normalize_json
from django_tasks_db.backend import DatabaseBackend

from foundation.database.insert import insert

if TYPE_CHECKING:
    from django_tasks_db.models import DBTaskResult


class LeasedBackend(DatabaseBackend):
    """OPTIONS: lease_seconds (30), max_attempts (20)."""

    @property
    def lease_seconds(self) -> float:
        return float(self.options.get("lease_seconds", 30))

    def _task_to_db_task(
        self, task: Task[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> DBTaskResult[..., Any]:
        """The library's own row, without the cost of building its SQL for every post."""
        # Like the library: there are no models yet when the first task is declared.
        from django_tasks_db.models import DBTaskResult, get_date_max

        return insert(
            DBTaskResult(
                id=self._get_id(),
                args_kwargs=normalize_json({"args": args, "kwargs": kwargs}),
                priority=task.priority,
                task_path=task.module_path,
                queue_name=task.queue_name,
                run_after=task.run_after or get_date_max(),
                backend_name=self.alias,
            )
        )
