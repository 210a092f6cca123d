from django.utils import timezone

from forum.moderation.models import TextPrint
from forum.moderation.rules.copies import KEPT


def purge_prints() -> int:
    """Forget the prints of texts that are too old to tell a wave."""
    gone, _rows = TextPrint.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return gone
