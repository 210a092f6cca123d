"""
How soon a case should be looked at: what may be at stake, times how many can see it, against the
time it has waited already.

Each case has a moment by which it should be looked at, `due_at`. The queue shows the earliest
first. The moment stands still, so an index serves the order; and since it comes for every case,
what seems harmless is not left lying behind what is not.
"""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from forum.comments.models import AudienceKind, Comment, CommentKind, Status
from forum.moderation.models.case import AT_RISK, CHANGED

# How long what is harmless and seen by nobody may wait.
PATIENCE: Final = timedelta(hours=24)
# So many points of priority count once more what is at stake in a case without any.
POINTS: Final = 10
HIGH, SOME = 30, 10
# The most that reports may add up to: only a person at risk stands before everything.
MOST: Final = AT_RISK - 1
MANY_COMMENTS: Final = 50

NOBODY, TEAM, MEMBERS, EVERYBODY, MANY = 1, 1, 2, 3, 4


def due_at(waiting_since: datetime, priority: int, visibility: int) -> datetime:
    """By when it should be looked at."""
    risk = 1 + min(priority, MOST) / POINTS
    return waiting_since + PATIENCE / (risk * visibility)


def visibility_of(comment: Comment | None, kind: str) -> int:
    """How many can see what the case is about. What waits is seen by nobody, and then the
    discussion is not asked for."""
    if comment is None or comment.status != Status.PUBLISHED or kind == CHANGED:
        return NOBODY
    audience = comment.discussion.audience.kind
    if audience == AudienceKind.STAFF:
        return TEAM
    if audience == AudienceKind.MEMBERS:
        return MEMBERS
    if comment.kind == CommentKind.OPENING or comment.discussion.comment_count >= MANY_COMMENTS:
        return MANY
    return EVERYBODY


def words(priority: int, visibility: int | None, waiting_since: datetime) -> list[str]:
    """Why it stands where it stands, for those who work off the queue. `visibility` is None for
    what is no comment."""
    if priority >= AT_RISK:
        risk = _("Someone may be at risk")
    elif priority >= HIGH:
        risk = _("It could do harm")
    elif priority >= SOME:
        risk = _("It could disturb")
    else:
        risk = _("It is likely to be harmless")
    waits = _("waits for %(time)s") % {"time": timesince(waiting_since, timezone.now(), depth=1)}
    if visibility is None:
        return [risk, waits]
    seen = {
        NOBODY: _("not seen by readers yet"),
        MEMBERS: _("seen by members"),
        EVERYBODY: _("seen by everyone"),
        MANY: _("seen by many"),
    }[visibility]
    return [risk, seen, waits]
