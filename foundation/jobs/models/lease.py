from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult


class LeaseQuerySet(models.QuerySet["Lease"]):
    def expired(self) -> LeaseQuerySet:
        return self.filter(expires_at__lt=Now())

    def extend(self, worker: str, seconds: float) -> int:
        """Push back the end of what this worker holds. The clock is the database's own, so
        that two servers with different clocks do not take work from each other."""
        return self.filter(worker=worker).update(expires_at=Now() + timedelta(seconds=seconds))


class Lease(models.Model):
    """A worker's claim to a running job. It ends by itself when the worker is gone."""

    job = models.OneToOneField(
        DBTaskResult, on_delete=models.CASCADE, primary_key=True, related_name="lease"
    )
    worker = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    objects = LeaseQuerySet.as_manager()

    class Meta:
        indexes = [
            # The worker's look for jobs whose worker is gone.
            models.Index(fields=["expires_at"], name="jobs_lease_expires"),
            # The heartbeat.
            models.Index(fields=["worker"], name="jobs_lease_worker"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} held by {self.worker}"
