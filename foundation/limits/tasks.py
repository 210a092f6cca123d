from django.tasks import task

from foundation.jobs import schedule
from foundation.limits import buckets


@task
def purge_buckets() -> None:
    buckets.purge()


schedule.every("limits.purge_buckets", 3600, purge_buckets)
