"""Recurring work: `every("jobs.prune", 86400, prune)` in an app's tasks.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.tasks import Task, TaskResultStatus
from django.utils import timezone

from foundation.jobs.models import Job, Schedule


@dataclass(frozen=True)
class Recurring:
    name: str
    seconds: int
    task: Task[..., Any]


_recurring: dict[str, Recurring] = {}


def every(name: str, seconds: int, task: Task[..., Any]) -> None:
    """Run the task about every so many seconds, by one worker, never twice at a time.

    A missed time is caught up once, when a worker is back.
    """
    if (known := _recurring.get(name)) and known.task.module_path != task.module_path:
        raise ValueError(f"Two recurring jobs are called {name!r}")
    _recurring[name] = Recurring(name, seconds, task)


def recurring() -> list[Recurring]:
    return list(_recurring.values())


def enqueue_due() -> int:
    """Enqueue what is due and return how many jobs that made. Any worker may call this."""
    known = dict(Schedule.objects.values_list("name", "due_at"))
    now = timezone.now()
    missing = [entry for entry in recurring() if entry.name not in known]
    if missing:
        Schedule.objects.bulk_create(
            [Schedule(name=entry.name, due_at=now) for entry in missing], ignore_conflicts=True
        )
    return sum(_enqueue(entry) for entry in recurring() if known.get(entry.name, now) <= now)


def _enqueue(entry: Recurring) -> bool:
    now = timezone.now()
    with transaction.atomic():
        # The update is the lock: of two workers, one finds the row no longer due.
        due = Schedule.objects.filter(name=entry.name, due_at__lte=now)
        if not due.update(due_at=now + timedelta(seconds=entry.seconds)):
            return False
        last = Schedule.objects.values_list("last_job__status", flat=True).get(name=entry.name)
        if last in (TaskResultStatus.READY, TaskResultStatus.RUNNING):
            return False
        result = entry.task.enqueue()
        if Job.objects.filter(pk=result.id).exists():  # a backend that works at once keeps no row
            Schedule.objects.filter(name=entry.name).update(last_job_id=result.id)
        return True
