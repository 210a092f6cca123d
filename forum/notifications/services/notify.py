"""Laying a notice down, once, and a job that mails it."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Sanction, User
from accounts.models.user import Kind as PersonKind
from forum.comments.models import Comment
from forum.notifications import kinds
from forum.notifications.models import Notice
from forum.notifications.tasks import mail_notice
from foundation.branding import settings


def notify(
    user: User,
    kind: str,
    *,
    key: str,
    comment: Comment | None = None,
    sanction: Sanction | None = None,
    data: dict[str, Any] | None = None,
) -> bool:
    """
    Tell a member something. `key` names the occasion: a job that runs twice tells it once.
    Returns whether the notice is new.
    """
    if user.kind != PersonKind.PERSON or kind not in kinds.KINDS:
        return False
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                user=user, kind=kind, key=key, comment=comment, sanction=sanction, data=data or {}
            )
    except IntegrityError:
        if Notice.objects.filter(user=user, key=key).exists():
            return False
        raise
    if kinds.KINDS[kind].mails:
        # What a moderator decided can be undone for a moment; until then nobody is written to.
        pause = timedelta(seconds=int(settings.get("undo_seconds")))
        can_wait = mail_notice.get_backend().supports_defer
        later = mail_notice.using(run_after=timezone.now() + pause) if can_wait else mail_notice
        later.enqueue(notice.pk)
    return True
