"""The button with which a page is followed, ready for notifications/_follow.html."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import facts
from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Discussion
from forum.notifications.models import Level, Subscription
from foundation.database.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Control:
    """`level` is what the member chose; a stranger is led to the page that explains."""

    url: str
    is_member: bool
    level: str = ""

    @property
    def follows(self) -> bool:
        return self.level == Level.ALL

    @property
    def is_off(self) -> bool:
        return self.level == Level.OFF

    @property
    def next_level(self) -> str:
        """What pressing the button chooses."""
        return Level.REPLIES if self.follows else Level.ALL


def of_discussion(viewer: Viewer, discussion: Discussion) -> Control:
    rows = _asked(viewer, _of_discussion, discussion.pk)
    return _control(viewer, "discussion", discussion.pk, rows)


def of_owner(viewer: Viewer, kind: str, pk: int, channel_id: int | None) -> Control:
    """Of something that owns its channel; where it has none, nobody follows it yet."""
    rows = _asked(viewer, _of_channel, channel_id) if channel_id is not None else []
    return _control(viewer, kind, pk, rows)


def url_of(kind: str, pk: int) -> str:
    return f"/follow/{kind}/{pk}/"


def follows_anything() -> Exists:
    """For the statement that reads a person: whoever follows nothing is asked about nothing."""
    return Exists(Subscription.objects.filter(user=OuterRef("pk")))


def followed_by(user: User) -> Q:
    """The condition on a discussion: the member follows it, or a branch of it."""
    mine = Subscription.objects.filter(user=user).exclude(level=Level.OFF)
    return Q(Exists(mine.filter(channel__discussion=OuterRef("pk")))) | Q(
        Exists(mine.filter(channel__branch__discussion=OuterRef("pk")))
    )


def _control(viewer: Viewer, kind: str, pk: int, rows: list[Subscription]) -> Control:
    level = rows[0].level if rows else ""
    return Control(url_of(kind, pk), viewer.is_member, level)


def _asked(viewer: Viewer, ask: Prepared[Subscription], pk: int) -> list[Subscription]:
    if viewer.user is None or facts.of(viewer.user, "follows") is False:
        return []
    return ask([viewer.user.pk, pk])


def _by_discussion(user_id: int, discussion_id: int) -> QuerySet[Subscription]:
    return Subscription.objects.filter(user=user_id, channel__discussion=discussion_id)


def _by_channel(user_id: int, channel_id: int) -> QuerySet[Subscription]:
    return Subscription.objects.filter(user=user_id, channel=channel_id)


_of_discussion = Prepared(_by_discussion)
_of_channel = Prepared(_by_channel)
