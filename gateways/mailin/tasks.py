from django.conf import settings
from django.tasks import task

from foundation.jobs import schedule
from gateways.mailin.services import fetch as fetching
from gateways.mailin.services import prune as pruning


@task
def fetch() -> None:
    fetching.fetch()


@task
def prune() -> None:
    pruning.prune()


if settings.REPLY_MAILBOX:
    schedule.every("mailin.fetch", 60, fetch)
schedule.every("mailin.prune", 24 * 3600, prune)
