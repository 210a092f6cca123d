from __future__ import annotations

from django.db import transaction
from django_tasks_db.utils import exclusive_transaction

from foundation.jobs.errors import WorkerLost
from foundation.jobs.models import Job, Lease


def claim(*, worker: str, backend_name: str, lease_seconds: float) -> Job | None:
    """Take the next job that is due, for this worker alone."""
    due = Job.objects.ready().filter(backend_name=backend_name)
    if not due.exists():  # an idle worker takes no write lock
        return None
    with exclusive_transaction():
        job = due.select_for_update(skip_locked=True).first()
        if job is not None:
            job.claim_for(worker, lease_seconds=lease_seconds)
    return job


def release_expired() -> int:
    """Make jobs whose worker is gone ready again (or dead, after too many lost workers)."""
    if not Lease.objects.expired().exists():
        return 0
    with transaction.atomic():
        leases = list(Lease.objects.expired().select_for_update(skip_locked=True))
        for job in Job.objects.filter(pk__in=[lease.job_id for lease in leases]):
            job.release(WorkerLost(f"The worker {job.worker_ids[-1]} stopped answering"))
        Lease.objects.filter(pk__in=[lease.pk for lease in leases]).delete()
    return len(leases)
