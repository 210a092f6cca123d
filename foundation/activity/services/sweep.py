from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.tasks import Task, TaskResultStatus
from django.utils import timezone

from foundation.activity.models import Event
from foundation.jobs.models import Job

UNTOLD_AFTER = timedelta(minutes=5)
KEEP = timedelta(days=90)
BATCH = 500


def enqueue_lost(dispatch: Task[..., Any]) -> int:
    """Enqueue again what nobody was told of and no job stands for: the queue was lost."""
    untold = set(
        Event.objects.filter(
            dispatched_at__isnull=True, created_at__lt=timezone.now() - UNTOLD_AFTER
        ).values_list("pk", flat=True)[:BATCH]
    )
    jobs = Job.objects.filter(task_path=dispatch.module_path).exclude(
        status=TaskResultStatus.SUCCESSFUL
    )
    standing = {facts["args"][0] for facts in jobs.values_list("args_kwargs", flat=True)}
    for event_id in sorted(untold - standing):
        dispatch.enqueue(event_id)
    return len(untold - standing)


def prune() -> int:
    """Forget events that everybody was told of long ago."""
    old = Event.objects.filter(dispatched_at__lt=timezone.now() - KEEP)
    deleted = 0
    while batch := list(old.values_list("pk", flat=True)[:BATCH]):
        Event.objects.filter(pk__in=batch).delete()
        deleted += len(batch)
    return deleted
