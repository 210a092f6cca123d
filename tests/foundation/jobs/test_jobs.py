from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.tasks import TaskResultStatus
from django.utils import timezone

from foundation.jobs import queries, schedule
from foundation.jobs.errors import WorkerLost
from foundation.jobs.models import Job, Lease, Schedule
from foundation.jobs.models.job import backoff_seconds
from foundation.jobs.services.claim import claim, release_expired
from foundation.jobs.services.prune import prune
from foundation.jobs.services.retry_dead import retry_dead
from foundation.jobs.worker import InProcessWorker, JobFailed, LeasedWorker, run_due
from tests.foundation.jobs import work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    work.done.clear()


def job_of(result: Any) -> Job:
    return Job.objects.get(pk=result.id)


def run_one(result: Any) -> Job:
    """One attempt, as a worker makes it."""
    claimed = claim(worker="bob", backend_name="default", lease_seconds=30)
    assert claimed is not None
    LeasedWorker(until_empty=True).run_task(claimed)
    return job_of(result)


def let_the_wait_pass(result: Any) -> None:
    Job.objects.filter(pk=result.id).update(run_after=timezone.now())


def test_what_is_enqueued_runs_most_urgent_first() -> None:
    work.note.enqueue("later")
    work.note_first.enqueue("now")
    assert run_due() == 2
    assert work.done == ["now", "later"]
    assert queries.counts() == {"SUCCESSFUL": 2}


def test_a_job_vanishes_with_the_transaction_that_wanted_it() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        work.note.enqueue("never")
        raise ZeroDivisionError
    assert run_due() == 0


def test_a_job_for_later_waits() -> None:
    work.note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("later")
    assert run_due() == 0
    assert queries.oldest_due_seconds() == 0


def test_the_wait_doubles_up_to_ten_minutes() -> None:
    assert [backoff_seconds(attempts) for attempts in (1, 2, 3, 9, 10, 400)] == [
        2, 4, 8, 512, 600, 600,
    ]  # fmt: skip


def test_a_failed_attempt_is_tried_again_later_and_says_why() -> None:
    before = timezone.now()
    job = run_one(work.fail.enqueue())
    assert job.status == TaskResultStatus.READY
    assert timedelta(seconds=2) <= job.run_after - before < timedelta(seconds=60)
    assert "not today" in job.traceback
    assert not Lease.objects.exists()
    assert run_due() == 0


def test_a_job_that_always_fails_is_dead_after_its_last_attempt(settings: Any) -> None:
    settings.TASKS = {
        "default": {**settings.TASKS["default"], "OPTIONS": {"max_attempts": 3}},
    }
    result = work.fail.enqueue()
    for status in (TaskResultStatus.READY, TaskResultStatus.READY, TaskResultStatus.FAILED):
        let_the_wait_pass(result)
        assert run_one(result).status == status
    assert list(Job.objects.dead()) == [job_of(result)]


def test_a_job_that_gives_up_is_dead_at_once() -> None:
    assert run_one(work.give_up.enqueue()).status == TaskResultStatus.FAILED


def test_a_dead_job_can_be_given_its_attempts_again() -> None:
    job = run_one(work.give_up.enqueue())
    assert retry_dead(job)
    assert not retry_dead(job)
    job.refresh_from_db()
    assert (job.status, job.attempts) == (TaskResultStatus.READY, 0)


def test_a_job_interrupted_by_a_stop_is_free_at_once() -> None:
    job = run_one(work.be_told_to_stop.enqueue())
    assert job.status == TaskResultStatus.READY
    assert job.run_after <= timezone.now()


def test_a_job_whose_code_is_gone_waits_for_the_worker_that_has_it() -> None:
    result = work.note.enqueue("word")
    Job.objects.filter(pk=result.id).update(task_path="tests.foundation.jobs.work.vanished")
    claimed = claim(worker="bob", backend_name="default", lease_seconds=30)
    assert claimed is not None
    LeasedWorker(until_empty=True).run_task(claimed)
    assert Job.objects.values_list("status", flat=True).get() == TaskResultStatus.READY


def test_a_running_job_is_claimed_by_nobody_else() -> None:
    work.note.enqueue("word")
    assert claim(worker="alice", backend_name="default", lease_seconds=30)
    assert claim(worker="bob", backend_name="default", lease_seconds=30) is None
    assert release_expired() == 0


def expire(job: Job) -> None:
    Lease.objects.filter(job=job).update(expires_at=timezone.now() - timedelta(seconds=1))


def test_an_expired_lease_frees_the_job_and_its_first_worker_is_not_heard_any_more() -> None:
    work.note.enqueue("word")
    lost = claim(worker="alice", backend_name="default", lease_seconds=30)
    assert lost is not None
    expire(lost)
    assert release_expired() == 1
    again = claim(worker="bob", backend_name="default", lease_seconds=30)
    assert again is not None

    lost.set_failed(ValueError("too late"))
    lost.set_successful(None)
    assert Job.objects.get().status == TaskResultStatus.RUNNING
    again.set_successful(None)
    assert Job.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_a_job_that_kills_its_workers_is_not_tried_for_ever(settings: Any) -> None:
    settings.TASKS = {
        "default": {**settings.TASKS["default"], "OPTIONS": {"max_attempts": 2}},
    }
    result = work.note.enqueue("word")
    for status in (TaskResultStatus.READY, TaskResultStatus.FAILED):
        claimed = claim(worker="alice", backend_name="default", lease_seconds=30)
        assert claimed is not None
        expire(claimed)
        release_expired()
        assert job_of(result).status == status
    assert job_of(result).exception_class_path.endswith(WorkerLost.__name__)


def test_a_heartbeat_extends_only_the_leases_of_its_worker() -> None:
    for worker in ("alice", "bob"):
        work.note.enqueue(worker)
        claim(worker=worker, backend_name="default", lease_seconds=1)
    before = dict(Lease.objects.values_list("worker", "expires_at"))
    assert Lease.objects.extend("alice", 60) == 1
    after = dict(Lease.objects.values_list("worker", "expires_at"))
    assert after["bob"] == before["bob"]
    assert after["alice"] - before["alice"] >= timedelta(seconds=59)


def test_a_fault_is_raised_where_jobs_run_in_process() -> None:
    work.fail.enqueue()
    with pytest.raises(JobFailed, match="not today"):
        run_due()


@pytest.fixture
def hourly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_recurring", {})
    schedule.every("tests.hourly", 3600, work.note.using())


def test_a_recurring_job_is_enqueued_once_when_due(hourly: None) -> None:
    assert schedule.enqueue_due() == 1 or Job.objects.count() == 1
    assert schedule.enqueue_due() == 0
    Schedule.objects.update(due_at=timezone.now())
    assert schedule.enqueue_due() == 0, "the last one has not run yet"
    Job.objects.update(status=TaskResultStatus.SUCCESSFUL)
    Schedule.objects.update(due_at=timezone.now())
    assert schedule.enqueue_due() == 1


def test_a_missed_recurring_job_is_caught_up_once(hourly: None) -> None:
    schedule.enqueue_due()
    Job.objects.update(status=TaskResultStatus.SUCCESSFUL)
    Schedule.objects.update(due_at=timezone.now() - timedelta(days=3))
    assert (schedule.enqueue_due(), schedule.enqueue_due()) == (1, 0)
    assert Schedule.objects.get().due_at > timezone.now()


def test_two_recurring_jobs_cannot_share_a_name(hourly: None) -> None:
    with pytest.raises(ValueError, match=r"tests\.hourly"):
        schedule.every("tests.hourly", 60, work.fail)


def test_pruning_keeps_what_is_young_or_not_finished() -> None:
    ages = {"old": 4, "young": 2}
    for name, days in ages.items():
        result = work.note.enqueue(name)
        Job.objects.filter(pk=result.id).update(
            status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now() - timedelta(days=days)
        )
    dead, long_dead, waiting = (work.fail.enqueue() for _ in range(3))
    for failed, days in ((dead, 4), (long_dead, 31)):
        Job.objects.filter(pk=failed.id).update(
            status=TaskResultStatus.FAILED, finished_at=timezone.now() - timedelta(days=days)
        )
    assert prune() == 2
    left = {str(pk) for pk in Job.objects.values_list("pk", flat=True)}
    assert {dead.id, waiting.id} < left
    assert len(left) == 3


def test_the_command_shows_dead_jobs_and_gives_them_another_try() -> None:
    run_one(work.give_up.enqueue())
    told = StringIO()
    call_command("jobs", "--json", stdout=told)
    facts = json.loads(told.getvalue())
    assert facts["counts"] == {"FAILED": 1}
    assert facts["dead"][0]["task"] == "tests.foundation.jobs.work.give_up"
    call_command("jobs", "--retry", "all", stdout=told)
    call_command("jobs", stdout=told)
    assert not Job.objects.dead().exists()


def test_a_worker_told_to_stop_takes_no_more_work() -> None:
    work.note.enqueue("word")
    worker = InProcessWorker()
    worker.shutdown(15, None)
    worker.run()
    assert work.done == []
