"""The row of a job: django-tasks-db's own, seen through our rules for claiming and ending it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from traceback import format_exception
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Now
from django.tasks import TaskResultStatus, task_backends
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max
from django_tasks_db.utils import retry

from foundation.jobs.errors import GiveUp
from foundation.jobs.models.lease import Lease

logger = logging.getLogger("foundation.jobs")

BACKOFF_CAP_SECONDS = 600


def backoff_seconds(attempts: int) -> int:
    """2, 4, 8 … seconds, and ten minutes at most."""
    return int(min(2**attempts, BACKOFF_CAP_SECONDS)) if attempts < 10 else BACKOFF_CAP_SECONDS


class JobQuerySet(models.QuerySet["Job"]):
    def ready(self) -> JobQuerySet:
        """Due now; the end of time is how the library writes "at once"."""
        due = models.Q(run_after=get_date_max()) | models.Q(run_after__lte=timezone.now())
        return self.filter(due, status=TaskResultStatus.READY)

    def unfinished(self) -> JobQuerySet:
        return self.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])

    def dead(self) -> JobQuerySet:
        """Given up after every attempt, or at the first GiveUp. Somebody has to look."""
        return self.filter(status=TaskResultStatus.FAILED)


class Job(DBTaskResult[Any, Any]):
    """The three moves the library's worker makes, each tied to a lease.

    A job whose lease was lost belongs to another worker by now: what its first worker has to
    say about the end is ignored.
    """

    objects = JobQuerySet.as_manager()  # type: ignore[misc,assignment]  # the library's, replaced

    class Meta:
        proxy = True
        default_permissions = ("view",)

    @property
    def attempts(self) -> int:
        return len(self.worker_ids)

    @property
    def max_attempts(self) -> int:
        return int(task_backends[self.backend_name].options.get("max_attempts", 20))

    def claim_for(self, worker: str, *, lease_seconds: float) -> None:
        """Call inside the transaction that holds the row's lock."""
        self.claim(worker)
        Lease.objects.create(
            job=self, worker=worker, expires_at=Now() + timedelta(seconds=lease_seconds)
        )

    @retry()
    def set_successful(self, return_value: Any) -> None:
        with transaction.atomic():
            if self._give_back_lease():
                super().set_successful(return_value)

    @retry()
    def set_failed(self, exc: BaseException) -> None:
        """Tried again later; dead after the last attempt; free at once if the worker was
        only told to stop."""
        with transaction.atomic():
            if not self._give_back_lease():
                return
            if isinstance(exc, (SystemExit, KeyboardInterrupt)):
                self._wait_until(timezone.now(), exc)
            elif isinstance(exc, GiveUp) or self.attempts >= self.max_attempts:
                super().set_failed(exc)
            else:
                seconds = backoff_seconds(self.attempts)
                self._wait_until(timezone.now() + timedelta(seconds=seconds), exc)

    def release(self, exc: BaseException) -> None:
        """Take the job from a worker that is gone. Call under the lock of its lease."""
        if self.attempts >= self.max_attempts:
            super().set_failed(exc)
        else:
            self._wait_until(timezone.now(), exc)

    def revive(self) -> None:
        """A dead job gets all its attempts again."""
        self.worker_ids = []
        self.finished_at = None
        self.status = TaskResultStatus.READY
        self.run_after = timezone.now()
        self.save(update_fields=["worker_ids", "finished_at", "status", "run_after"])

    def _give_back_lease(self) -> bool:
        held = Lease.objects.filter(job_id=self.pk, worker=self.worker_ids[-1])
        if held.delete()[0]:
            return True
        logger.warning("Job %s was taken over by another worker; its end is ignored", self.pk)
        return False

    def _wait_until(self, moment: datetime, exc: BaseException) -> None:
        self.status = TaskResultStatus.READY
        self.run_after = moment
        self.exception_class_path = f"{type(exc).__module__}.{type(exc).__qualname__}"
        self.traceback = "".join(format_exception(exc))
        self.save(update_fields=["status", "run_after", "exception_class_path", "traceback"])
