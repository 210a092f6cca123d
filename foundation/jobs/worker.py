"""The loop that runs jobs: django-tasks-db's worker with a lease, so that nothing is lost.

The library's `run_task` is used as it is (it sends Django's task signals and hands over to
`set_successful` and `set_failed` of the row). Its loop is replaced: it claims without a lease.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import sys
import threading
import time
from contextlib import AbstractContextManager, nullcontext
from types import FrameType
from typing import Any

from django.core.management.base import CommandError
from django.db import Error, close_old_connections, connection
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus, task_backends
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from foundation.jobs.backend import LeasedBackend
from foundation.jobs.heartbeat import Heartbeat
from foundation.jobs.schedule import enqueue_due
from foundation.jobs.services.claim import claim, release_expired

logger = logging.getLogger("foundation.jobs")

UPKEEP_SECONDS = 5.0


class LeasedWorker(Worker):
    def __init__(
        self,
        *,
        interval: float = 1.0,
        until_empty: bool = False,
        max_jobs: int | None = None,
        lease_seconds: float | None = None,
        backend_name: str = DEFAULT_TASK_BACKEND_ALIAS,
    ) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=until_empty,
            backend_name=backend_name,
            startup_delay=False,
            max_tasks=max_jobs,
            worker_id=f"{socket.gethostname()[:32]}-{os.getpid()}-{secrets.token_hex(6)}",
            excluded_queue_names=[],
        )
        backend = task_backends[backend_name]
        if not isinstance(backend, LeasedBackend):
            raise CommandError(f"The worker runs LeasedBackend only, not {type(backend).__name__}")
        self.lease_seconds = lease_seconds or backend.lease_seconds
        self._wake = threading.Event()
        self._next_upkeep = 0.0

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """First signal: finish the job at hand. Second: hand it back and go."""
        if not self.running:
            self.reset_signals()
            sys.exit(1)
        logger.info("Received %s: stopping after the job at hand", signal.strsignal(signum))
        self.running = False
        self._wake.set()

    def run(self) -> None:
        logger.info("Worker %s starts", self.worker_id)
        with self._heartbeat():
            while self.running and not self._has_run_enough():
                worked = self._step()
                if self.batch and worked is False:
                    break
                if not worked:
                    self._wake.wait(self.interval)
        logger.info("Worker %s stops after %s jobs", self.worker_id, self._run_tasks)

    def _heartbeat(self) -> AbstractContextManager[None]:
        return Heartbeat(worker=self.worker_id, lease_seconds=self.lease_seconds)

    def _has_run_enough(self) -> bool:
        return self.max_tasks is not None and self._run_tasks >= self.max_tasks

    def _step(self) -> bool | None:
        """Run one job. False: nothing is due. None: the database did not answer."""
        try:
            self._upkeep()
            job = claim(
                worker=self.worker_id,
                backend_name=self.backend_name,
                lease_seconds=self.lease_seconds,
            )
            if job is None:
                return False
            self.run_task(job)
        except Error:
            # A restarted database must not need a restarted worker; a job at hand comes back
            # when its lease ends.
            if self.batch:
                raise
            logger.exception("The database did not answer; trying again")
            connection.close()
            return None
        return True

    def _upkeep(self) -> None:
        close_old_connections()
        if time.monotonic() >= self._next_upkeep:
            self._next_upkeep = time.monotonic() + min(UPKEEP_SECONDS, self.lease_seconds / 2)
            release_expired()
            enqueue_due()


class InProcessWorker(LeasedWorker):
    """For tests and scripts: what is due runs here, in this thread, and a fault is raised."""

    def __init__(self) -> None:
        super().__init__(until_empty=True)

    def _heartbeat(self) -> AbstractContextManager[None]:
        return nullcontext()

    def _upkeep(self) -> None:
        pass

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        super().run_task(db_task_result)
        if db_task_result.status != TaskResultStatus.SUCCESSFUL:
            raise JobFailed(db_task_result.traceback)


class JobFailed(Exception):
    """A job run in process failed; the message is its traceback."""


def run_due() -> int:
    """Run every job that is due, here and now, and return how many ran."""
    worker = InProcessWorker()
    worker.run()
    return int(worker._run_tasks)
