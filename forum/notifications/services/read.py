from django.utils import timezone

from accounts.models import User
from forum.notifications.models import Notice


def mark_all_read(user: User, *, up_to: int | None = None) -> int:
    """Everything the person saw is read; what came since the page was opened stays new."""
    unread = Notice.objects.unread().filter(user=user)
    if up_to is not None:
        unread = unread.filter(pk__lte=up_to)
    return unread.update(read_at=timezone.now())
