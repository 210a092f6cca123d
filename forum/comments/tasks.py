from datetime import timedelta
from typing import Final

from django.tasks import task
from django.utils import timezone

from forum.comments import search
from forum.comments.models import Origin
from foundation.jobs.schedule import every

# The privacy page promises it.
KEEP_ORIGINS: Final = timedelta(days=30)


@task()
def forget_origins() -> None:
    Origin.objects.filter(created_at__lt=timezone.now() - KEEP_ORIGINS).delete()


every("comments.forget_origins", 24 * 3600, forget_origins)


@task()
def index_discussion(discussion_id: int) -> None:
    """What was laid in without events is found too."""
    search.follow_discussion(discussion_id)
