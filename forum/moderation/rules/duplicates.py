from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.comments.models import Comment, Status
from forum.comments.refusal import Refused
from forum.moderation import recent
from forum.moderation.fold import folded
from forum.moderation.pipeline import Stage, rule
from forum.moderation.recent import Written
from foundation.branding import settings

# A short "Thank you" may be said to several people; a longer text is a repeated press.
SHORT: Final = 40


@rule("duplicates", label=gettext_lazy("Same text again"), stage=Stage.LIMIT)
def duplicates(draft: Draft) -> Hold | None:
    """The same text from the same person or network a moment ago: refused, the first one named."""
    minutes = int(settings.get("duplicate_minutes"))
    if draft.comment is not None or minutes == 0:
        return None
    text = folded(draft.body)
    since = timezone.now() - timedelta(minutes=minutes)
    for comment in _from_same_hand(draft, since):
        if folded(comment.body_source) == text and _is_same_place(draft, comment, text):
            raise Refused(
                _(
                    "You have sent these words a moment ago, and they arrived: %(address)s. "
                    "There is no need to send them again."
                )
                % {"address": reverse("comment", args=[comment.pk])},
                code="duplicate",
            )
    return None


def _from_same_hand(draft: Draft, since: datetime) -> Iterable[Written]:
    if draft.author is not None:
        last = recent.of(draft)
        return [one for one in last if one.created_at > since and one.status != Status.DELETED]
    if draft.network is not None:
        found = Comment.objects.filter(origin__block=draft.network.block, author__isnull=True)
    elif draft.guest is not None:
        found = Comment.objects.filter(guest=draft.guest)
    else:
        return []
    found = found.filter(created_at__gt=since).exclude(status=Status.DELETED)
    rows = found.order_by("-id").values_list(*Written._fields)
    return [Written(*row) for row in rows[: recent.MOST]]


def _is_same_place(draft: Draft, comment: Written, text: str) -> bool:
    if len(text) >= SHORT:
        return True
    parent = draft.parent.pk if draft.parent else None
    return (comment.discussion_id, comment.parent_id) == (draft.discussion.pk, parent)
