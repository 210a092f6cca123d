from __future__ import annotations

from django.db import transaction

from foundation.jobs.models import Job


def retry_dead(job: Job) -> bool:
    """Give a dead job all its attempts again. Returns whether it was dead."""
    with transaction.atomic():
        dead = Job.objects.dead().select_for_update().filter(pk=job.pk).first()
        if dead is None:
            return False
        dead.revive()
        return True
