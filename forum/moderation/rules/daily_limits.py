from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.comments.models import Comment, CommentKind
from forum.comments.refusal import Refused
from forum.moderation.pipeline import Stage, rule
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
    mine = Comment.objects.filter(author=draft.author, created_at__gt=now - DAY)
    opening = CommentKind.OPENING
    mine = mine.filter(kind=opening) if draft.title else mine.exclude(kind=opening)
    # The one that fills the day, if there are so many.
    first = max(limit, 1) - 1
    oldest = next(
        iter(mine.order_by("-id").values_list("created_at", flat=True)[first : first + 1]), None
    )
    if oldest is None and limit > 0:
        return None
    oldest = oldest or now
    raise Refused(
        _sentence(is_topic=bool(draft.title)) % {"count": limit},
        code="daily",
        wait_seconds=int((oldest + DAY - now).total_seconds()),
    )


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
