from django.tasks import task

from foundation.jobs import schedule
from foundation.jobs.services.prune import prune as prune_jobs


@task
def prune() -> None:
    prune_jobs()


schedule.every("jobs.prune", 6 * 3600, prune)
