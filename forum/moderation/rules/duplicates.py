from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.comments.models import Comment, Status
from forum.comments.refusal import Refused
from forum.moderation.fold import folded
from forum.moderation.pipeline import Stage, rule
from foundation.branding import settings

# A short "Thank you" may be said to several people; a longer text is a repeated press.
SHORT: Final = 40
MOST: Final = 50


@rule("duplicates", label=gettext_lazy("Same text again"), stage=Stage.LIMIT)
def duplicates(draft: Draft) -> Hold | None:
    """The same text from the same person or network a moment ago: refused, the first one named."""
    minutes = int(settings.get("duplicate_minutes"))
    if draft.comment is not None or minutes == 0:
        return None
    text = folded(draft.body)
    since = timezone.now() - timedelta(minutes=minutes)
    recent = _from_same_hand(draft).filter(created_at__gt=since).exclude(status=Status.DELETED)
    recent = recent.only("body_source", "discussion_id", "parent_id")
    for comment in recent.order_by("-id")[:MOST]:
        if folded(comment.body_source) == text and _is_same_place(draft, comment, text):
            raise Refused(
                _(
                    "You have sent these words a moment ago, and they arrived: %(address)s. "
                    "There is no need to send them again."
                )
                % {"address": comment.get_absolute_url()},
                code="duplicate",
            )
    return None


def _from_same_hand(draft: Draft) -> QuerySet[Comment]:
    if draft.author is not None:
        return Comment.objects.filter(author=draft.author)
    if draft.network is not None:
        return Comment.objects.filter(origin__block=draft.network.block, author__isnull=True)
    return Comment.objects.filter(guest=draft.guest) if draft.guest else Comment.objects.none()


def _is_same_place(draft: Draft, comment: Comment, text: str) -> bool:
    if len(text) >= SHORT:
        return True
    parent = draft.parent.pk if draft.parent else None
    return (comment.discussion_id, comment.parent_id) == (draft.discussion.pk, parent)
