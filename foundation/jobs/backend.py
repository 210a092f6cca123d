"""Django's tasks, written as rows in the caller's transaction (django-tasks-db).

Everything the library lacks is on the worker's side: see foundation/jobs/worker.py.
"""

from __future__ import annotations

from typing import Any

from django.tasks import Task
from django.tasks.signals import task_enqueued
from django.utils.json import normalize_json
from django_tasks_db.backend import DatabaseBackend, TaskResult

from foundation.database.insert import insert


class LeasedBackend(DatabaseBackend):
    """OPTIONS: lease_seconds (30), max_attempts (20)."""

    @property
    def lease_seconds(self) -> float:
        return float(self.options.get("lease_seconds", 30))

    def enqueue[**P, T](self, task: Task[P, T], args: Any, kwargs: Any) -> TaskResult[P, T]:
        """As the library does, without the cost of building SQL and result anew for every post."""
        # Like the library: there are no models yet when the first task is declared.
        from django_tasks_db.models import DBTaskResult, get_date_max

        self.validate_task(task)
        row: DBTaskResult[P, T] = DBTaskResult(
            id=self._get_id(),
            args_kwargs=normalize_json({"args": args, "kwargs": kwargs}),
            priority=task.priority,
            task_path=task.module_path,
            queue_name=task.queue_name,
            run_after=task.run_after or get_date_max(),
            backend_name=self.alias,
        )
        result = insert(row).task_result
        task_enqueued.send(type(self), task_result=result)
        return result
