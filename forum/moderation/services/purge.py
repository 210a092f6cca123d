from datetime import timedelta
from typing import Final

from django.utils import timezone

from forum.moderation.models import Observation, ReportOrigin, TextPrint
from forum.moderation.similar import WITHIN

# So long what rules only observed is kept; the page of the rules looks at the last comments.
OBSERVATIONS_KEPT: Final = timedelta(days=180)
ORIGINS_KEPT: Final = timedelta(days=30)


def purge_prints() -> int:
    """Forget the prints of texts that are too old to tell a wave."""
    gone, _rows = TextPrint.objects.filter(at__lt=timezone.now() - WITHIN).delete()
    return gone


def purge_origins() -> int:
    """Forget where reports came from."""
    gone, _rows = ReportOrigin.objects.filter(at__lt=timezone.now() - ORIGINS_KEPT).delete()
    return gone


def purge_observations() -> int:
    """Forget what rules observed long ago."""
    old = Observation.objects.filter(at__lt=timezone.now() - OBSERVATIONS_KEPT)
    return old.delete()[0]
