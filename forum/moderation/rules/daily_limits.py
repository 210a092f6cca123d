from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.comments.models import Comment, CommentKind
from forum.comments.refusal import Refused
from forum.moderation import recent
from forum.moderation.pipeline import Stage, rule
from forum.moderation.recent import Written
from foundation.branding import settings

DAY: Final = timedelta(days=1)


@rule("daily_limits", label=gettext_lazy("Daily limit"), stage=Stage.LIMIT)
def daily_limits(draft: Draft) -> Hold | None:
    """So many topics and comments in a day, fewer on a member's first day."""
    if draft.author is None or draft.comment is not None:
        return None
    now = timezone.now()
    stage = "new_member" if now - draft.author.joined_at < DAY else "member"
    what = "topics" if draft.title else "replies"
    limit = int(settings.get(f"{stage}_{what}"))
    oldest = _that_fills(draft, limit, since=now - DAY)
    if oldest is None and limit > 0:
        return None
    oldest = oldest or now
    raise Refused(
        _sentence(is_topic=bool(draft.title)) % {"count": limit},
        code="daily",
        wait_seconds=int((oldest + DAY - now).total_seconds()),
    )


def _that_fills(draft: Draft, limit: int, *, since: datetime) -> datetime | None:
    """When the one was written that fills the day, if there are so many."""
    first = max(limit, 1) - 1
    last = recent.of(draft)
    if len(last) < recent.MOST or last[-1].created_at <= since:  # the whole day is among them
        days = [one.created_at for one in last if one.created_at > since and _counts(one, draft)]
        return days[first] if first < len(days) else None
    mine = Comment.objects.filter(author=draft.author, created_at__gt=since)
    opening = CommentKind.OPENING
    mine = mine.filter(kind=opening) if draft.title else mine.exclude(kind=opening)
    ordered = mine.order_by("-id").values_list("created_at", flat=True)
    return next(iter(ordered[first : first + 1]), None)


def _counts(comment: Written, draft: Draft) -> bool:
    """Topics and comments are counted apart."""
    return (comment.kind == CommentKind.OPENING) == bool(draft.title)


def _sentence(*, is_topic: bool) -> str:
    if is_topic:
        return _(
            "You can start %(count)d topics in a day, and you have. Please come back tomorrow. "
            "Your text is kept."
        )
    return _(
        "You can write %(count)d comments in a day, and you have. Please come back tomorrow. "
        "Your text is kept."
    )
