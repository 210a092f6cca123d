"""A notice is read: in the list, or because its comment was read on the site."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import facts
from accounts.models import User
from forum.comments.models import Discussion
from forum.notifications import kinds
from forum.notifications.models import Delivery, DeliveryStatus, Notice


def mark_all_read(user: User, *, up_to: int | None = None) -> int:
    """Everything the person saw is read; what came since the page was opened stays new."""
    unread = Notice.objects.unread().filter(user=user)
    if up_to is not None:
        unread = unread.filter(pk__lte=up_to)
    return put_away(unread, why="read")


def mark_read(user: User, pks: Collection[int]) -> int:
    return put_away(Notice.objects.unread().filter(user=user, pk__in=pks), why="read")


def seen_on_page(user: User, discussion: Discussion, comment_ids: Collection[int]) -> int:
    """
    A page has shown these comments to the member: notices of them are read, but for those that
    give a reason or their words back. Nothing is asked where the member has no unread notice,
    which comes with the member.
    """
    known = facts.of(user, "unread_notices")
    if known == 0:
        return 0
    shown = Notice.objects.unread().filter(user=user, kind__in=kinds.SEEN_ON_PAGE)
    count = put_away(
        shown.filter(Q(comment__in=comment_ids) | Q(discussion=discussion)), why="read"
    )
    if known is not None and count:
        vars(user)["fact_unread_notices"] = known - count
    return count


def put_away(notices: QuerySet[Notice], *, why: str) -> int:
    """Mark as read, and cancel what still waits to be mailed about them."""
    pks = list(notices.values_list("pk", flat=True))
    if not pks:
        return 0
    now = timezone.now()
    with transaction.atomic():
        Delivery.objects.filter(notice__in=pks, status=DeliveryStatus.QUEUED).update(
            status=DeliveryStatus.CANCELLED, status_at=now, reason=why
        )
        return Notice.objects.filter(pk__in=pks, read_at=None).update(read_at=now)
