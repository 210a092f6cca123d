"""
Making a topic of comments, and making one of two topics. What the engine moves, and how it is taken
back, stands in forum.comments.services.transfer.
"""

from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments import counters
from forum.comments.models import AudienceKind, Comment, Discussion, DiscussionStatus
from forum.comments.refusal import Refused
from forum.comments.services import discussions as engine
from forum.comments.services import transfer
from forum.moderation import policies as moderating
from forum.moderation.services import discussions
from forum.topics.models import Board, Topic, TopicKind
from forum.topics.models.topic import KIND
from forum.topics.services.ask import check_title, slug_of
from foundation.database.again import again

_WIDTH: Final = (AudienceKind.STAFF, AudienceKind.MEMBERS, AudienceKind.PUBLIC)


@again
@transaction.atomic
def split(
    head: Comment,
    others: Collection[int] = (),
    *,
    board: Board,
    title: str,
    kind: TopicKind = TopicKind.QUESTION,
    by: User,
    reason: str = "",
) -> Topic:
    """
    The comment with its replies becomes a topic, the branches of `others` come along, and a stub
    stays. What was for members only stays so. Raises ValidationError (title) and Refused.
    """
    title = check_title(title)
    source = head.discussion
    viewer = Viewer.for_user(by)
    if refusal := moderating.moderating_refusal(viewer, source):
        raise Refused(refusal)
    if not viewer.moderates(board.pk):
        raise Refused(moderating.not_theirs())
    # Before anything is said of the new one, as in every verb.
    counters.hold([source.pk])
    is_wider = _is_wider(board.audience.kind, source.audience.kind)
    if is_wider and not source.is_for_members:
        raise Refused(_("More people could read it on that board. Please choose another one."))
    target = engine.open_discussion(
        kind=KIND,
        title=title,
        url="",
        audience=board.audience,
        shelf=board.pk,
        started_by=head.author,
        asker=head.author if kind == TopicKind.QUESTION else None,
        at=head.published_at or head.created_at,
    )
    topic = Topic.objects.create(discussion=target, board=board, kind=kind, slug=slug_of(title))
    engine.rename(target, title=title, url=topic.get_absolute_url())
    if is_wider:
        engine.narrow(target, reason=source.audience.reason, until=source.audience.until)
    discussions.split(
        source,
        lambda: transfer.split(head, others, target=target, by=by),
        by=by,
        reason=reason,
    )
    target.refresh_from_db()
    return topic


@again
def merge(topic: Topic, into: Topic, *, by: User, reason: str = "") -> Comment:
    """
    All of the topic stands below its opening in another one, and its address leads there for
    ever. Returns the former opening. Raises Refused.
    """
    source, target = topic.discussion, into.discussion
    if refusal := merging_refusal(topic, into):
        raise Refused(refusal)
    done = discussions.merge(
        source, lambda: transfer.pour(source, target, by=by), by=by, reason=reason
    )
    return Comment.objects.select_related("discussion").get(pk=done.head_id)


def merging_refusal(topic: Topic, into: Topic) -> str | None:
    """Why these two cannot become one, or None."""
    if topic.pk == into.pk:
        return _("This is the topic itself. Please give the address of another one.")
    if _is_out_of_sight(topic.discussion) or _is_out_of_sight(into.discussion):
        return _("One of these topics is not shown at the moment.")
    if _is_wider(into.discussion.audience.kind, topic.discussion.audience.kind):
        return _("More people could read it there. Please choose another topic.")
    return None


def _is_out_of_sight(discussion: Discussion) -> bool:
    return discussion.status == DiscussionStatus.HIDDEN


def _is_wider(kind: str, than: str) -> bool:
    return _WIDTH.index(AudienceKind(kind)) > _WIDTH.index(AudienceKind(than))
