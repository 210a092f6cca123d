"""Slow mode: in one discussion everybody may write once in so many minutes, for some time."""

from dataclasses import dataclass
from math import ceil

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Guest, User
from accounts.viewer import Viewer
from forum.comments import policies
from forum.comments.models import Comment, CommentKind, Discussion, Slowdown
from forum.comments.refusal import Refused


@dataclass(frozen=True, slots=True)
class Notice:
    """What the composer says before somebody writes. `wait`: when they can, if not yet."""

    slowdown: Slowdown
    rule: str
    wait: str


def in_force(discussion: Discussion) -> Slowdown | None:
    """Asks nothing where there was never one."""
    slowdown = discussion.slowdown if discussion.slowdown_id is not None else None
    return slowdown if slowdown is not None and not slowdown.is_over else None


def notice_for(viewer: Viewer, discussion: Discussion) -> Notice | None:
    slowdown = in_force(discussion)
    if slowdown is None:
        return None
    left = 0
    if not policies.is_team(viewer, discussion):
        left = seconds_left(slowdown, viewer.user, viewer.guest)
    return Notice(slowdown, _rule(slowdown), _wait(left) if left else "")


def hold_back(
    slowdown_id: int,
    viewer: Viewer,
    discussion: Discussion,
    author: User | None,
    guest: Guest | None,
) -> None:
    """Raises Refused, with the seconds that are left, for who wrote here a moment ago. The team
    is not slowed down. The caller holds the discussion's lock."""
    slowdown = Slowdown.objects.filter(pk=slowdown_id).first()
    if slowdown is None or slowdown.is_over or policies.is_team(viewer, discussion):
        return
    if left := seconds_left(slowdown, author, guest):
        words = (_rule(slowdown), _wait(left), _("Your text is kept."))
        raise Refused(" ".join(words), code="slow")


def seconds_left(slowdown: Slowdown, author: User | None, guest: Guest | None) -> int:
    """Until this person may write here again; none where nobody is known."""
    written = Comment.objects.filter(discussion=slowdown.discussion_id, kind=CommentKind.REPLY)
    if author is not None:
        last = written.filter(author=author).order_by("-number")
    elif guest is not None:
        last = written.filter(guest=guest).order_by("-id")
    else:
        return 0
    at = last.values_list("created_at", flat=True).first()
    if at is None:
        return 0
    passed = (timezone.now() - at).total_seconds()
    return max(0, ceil(min(slowdown.minutes * 60, _rest(slowdown) + passed) - passed))


def _rest(slowdown: Slowdown) -> float:
    return (slowdown.until - timezone.now()).total_seconds()


def _rule(slowdown: Slowdown) -> str:
    return ngettext(
        "This discussion is slowed down: everybody can write one comment in %(count)d minute.",
        "This discussion is slowed down: everybody can write one comment in %(count)d minutes.",
        slowdown.minutes,
    ) % {"count": slowdown.minutes}


def _wait(seconds: int) -> str:
    return ngettext(
        "You can write again in %(count)d second.",
        "You can write again in %(count)d seconds.",
        seconds,
    ) % {"count": seconds}
