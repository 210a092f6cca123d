from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.tasks import TaskResultStatus
from django.utils import timezone

from foundation.jobs.models import Job

KEEP_DONE = timedelta(days=3)
KEEP_DEAD = timedelta(days=30)  # long enough for an operator to come back from a holiday
BATCH = 500  # short transactions: on SQLite everybody else waits meanwhile


def prune() -> int:
    """Delete jobs that ended long ago and return how many."""
    now = timezone.now()
    old = Job.objects.filter(
        Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEEP_DONE)
        | Q(status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_DEAD)
    ).order_by()
    deleted = 0
    while batch := list(old.values_list("pk", flat=True)[:BATCH]):
        Job.objects.filter(pk__in=batch).delete()
        deleted += len(batch)
    return deleted
