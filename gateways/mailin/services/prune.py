from datetime import timedelta
from typing import Final

from django.utils import timezone

from gateways.mailin.models import Incoming

KEPT: Final = timedelta(days=90)


def prune() -> int:
    """A mail that comes again after this is another one."""
    deleted, _by_model = Incoming.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return deleted
