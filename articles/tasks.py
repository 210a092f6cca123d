from django.tasks import task

from articles.services.publish import publish_due as publish_what_is_due
from foundation.jobs import schedule


@task
def publish_due() -> None:
    publish_what_is_due()


# A missed minute is caught up when a worker is back: what is due is asked of the table.
schedule.every("articles.publish_due", 60, publish_due)
