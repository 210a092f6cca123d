from datetime import timedelta
from typing import Final

from django.tasks import task
from django.utils import timezone

from forum.comments import search
from forum.comments.models import Origin, Reading
from forum.comments.services import discussions, rank
from foundation.jobs.schedule import every

# The privacy page promises it.
KEEP_ORIGINS: Final = timedelta(days=30)
# What somebody read is theirs: it is forgotten when they have not come back for this long.
KEEP_READINGS: Final = timedelta(days=365)


@task()
def forget_origins() -> None:
    Origin.objects.filter(created_at__lt=timezone.now() - KEEP_ORIGINS).delete()


every("comments.forget_origins", 24 * 3600, forget_origins)


@task()
def forget_readings() -> None:
    Reading.objects.filter(at__lt=timezone.now() - KEEP_READINGS).delete()


every("comments.forget_readings", 24 * 3600, forget_readings)


@task()
def open_again() -> None:
    """What is for members only until a moment is open to everybody soon after it."""
    discussions.widen_ended()


every("comments.open_again", 60, open_again)


@task()
def index_discussion(discussion_id: int) -> None:
    """What was laid in without events is found too."""
    search.follow_discussion(discussion_id)


@task()
def settle_ranks(discussion_id: int) -> None:
    rank.settle(discussion_id)
