from django.tasks import task

from forum.moderation.services import purge
from foundation.jobs import schedule


@task
def purge_prints() -> None:
    purge.purge_prints()
    purge.purge_observations()


schedule.every("moderation.purge_prints", 24 * 3600, purge_prints)
