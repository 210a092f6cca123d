"""What an operator asks about the queue."""

from __future__ import annotations

from django.db.models import Count, Min
from django.utils import timezone

from foundation.jobs.models import Job


def counts() -> dict[str, int]:
    """How many jobs there are in each status; FAILED ones are dead."""
    rows = Job.objects.order_by().values_list("status").annotate(Count("pk"))
    return {str(status): int(count) for status, count in rows}


def oldest_due_seconds() -> float:
    """How long the oldest job that could run has been waiting; 0 when none is."""
    oldest = Job.objects.ready().order_by().aggregate(oldest=Min("enqueued_at"))["oldest"]
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0
