from __future__ import annotations

from django.tasks import task

from foundation.activity.services import dispatch as dispatching
from foundation.activity.services import sweep
from foundation.jobs import schedule


@task(priority=10)
def dispatch(event_id: int) -> None:
    dispatching.dispatch(event_id)


@task
def find_lost_events() -> None:
    sweep.enqueue_lost(dispatch)


@task
def prune_events() -> None:
    sweep.prune()


schedule.every("activity.find_lost_events", 300, find_lost_events)
schedule.every("activity.prune_events", 24 * 3600, prune_events)
