"""A real worker, killed in the middle of a job."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from django.tasks import TaskResultStatus

from foundation.jobs.models import Job, Lease
from tests.factories_jobs import Workers, end, make_pipe, read_pipe
from tests.foundation.jobs import work

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("queue"),
    pytest.mark.both_engines,
]


def test_a_job_whose_worker_was_killed_runs_again(tmp_path: Path, workers: Workers) -> None:
    for name in ("began", "never", "ended"):
        make_pipe(tmp_path, name)
    result = work.hang_at_first.enqueue(str(tmp_path))
    first = workers.start("--lease", "2")
    read_pipe(tmp_path / "began")
    assert end(first, signal.SIGKILL) == -signal.SIGKILL
    assert Job.objects.get(pk=result.id).status == TaskResultStatus.RUNNING

    second = workers.start("--lease", "2", "--interval", "0.1")
    assert read_pipe(tmp_path / "ended") == "well\n"
    assert end(second) == 0

    job = Job.objects.get(pk=result.id)
    assert (job.status, job.attempts) == (TaskResultStatus.SUCCESSFUL, 2)
    assert not Lease.objects.exists()


def test_a_heartbeat_keeps_a_long_job_with_its_worker_and_sigterm_lets_it_finish(
    tmp_path: Path, workers: Workers
) -> None:
    for name in ("began", "gate", "ended"):
        make_pipe(tmp_path, name)
    result = work.slow.enqueue(str(tmp_path))
    marks = [make_pipe(tmp_path, f"mark-{number}") for number in range(2)]
    worker = workers.start("--lease", "0.6")
    read_pipe(tmp_path / "began")
    first_end = Lease.objects.get().expires_at

    # Another worker stays awake far longer than the lease and does other work meanwhile.
    other = workers.start("--lease", "0.6", "--interval", "0.1")
    for mark in marks:
        work.append.enqueue(str(mark), "done")
        assert read_pipe(mark) == "done\n"
    worker.send_signal(signal.SIGTERM)
    with (tmp_path / "gate").open("w") as gate:
        gate.write("go")
    assert read_pipe(tmp_path / "ended") == "well\n"
    assert worker.wait(timeout=60) == 0
    assert end(other) == 0

    job = Job.objects.get(pk=result.id)
    assert (job.status, job.attempts) == (TaskResultStatus.SUCCESSFUL, 1)
    assert job.finished_at is not None
    assert job.finished_at > first_end, "the job outlived the lease it began with"


def test_two_workers_run_each_job_once(tmp_path: Path, workers: Workers) -> None:
    words = [str(number) for number in range(40)]
    for word in words:
        work.append.enqueue(str(tmp_path / "words"), word)
    both = [workers.start("--drain") for _ in range(2)]
    assert [worker.wait(timeout=120) for worker in both] == [0, 0]
    assert sorted((tmp_path / "words").read_text().split()) == sorted(words)
