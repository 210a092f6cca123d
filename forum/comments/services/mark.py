"""Marks on a comment: what helped the asker, what the team reviewed, what helped a reader."""

from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import writing_refusal
from accounts.viewer import Viewer
from forum.comments import counters, policies
from forum.comments.models import Comment, Discussion, Mark, MarkKind
from forum.comments.refusal import Refused
from foundation.activity import events

# What "most helpful" sorts by: the team's word first, then the asker's, then readers' votes.
WEIGHT: Final = {MarkKind.REVIEWED: 1000.0, MarkKind.ASKER: 100.0, MarkKind.HELPFUL: 1.0}

_MAY: Final = {
    MarkKind.ASKER: policies.may_mark_as_asker,
    MarkKind.REVIEWED: policies.may_review,
    MarkKind.HELPFUL: policies.may_vote_helpful,
}


@transaction.atomic
def mark(comment: Comment, kind: MarkKind, *, viewer: Viewer) -> bool:
    """Set the mark. Returns whether it was not there before."""
    user = _allowed(comment, kind, viewer)
    found = Mark.objects.filter(comment=comment, kind=kind)
    if kind == MarkKind.HELPFUL:
        found = found.filter(by=user)
    if found.exists():
        return False
    Mark.objects.create(comment=comment, kind=kind, by=user)
    _count(comment, kind, 1)
    events.record(
        "comments.comment.marked",
        actor_id=user.pk,
        data={"comment": comment.pk, "discussion": comment.discussion_id, "kind": str(kind)},
    )
    return True


@transaction.atomic
def unmark(comment: Comment, kind: MarkKind, *, viewer: Viewer) -> bool:
    """Take the mark back. Returns whether it was there."""
    user = _allowed(comment, kind, viewer)
    found = Mark.objects.filter(comment=comment, kind=kind)
    if kind == MarkKind.HELPFUL:
        found = found.filter(by=user)
    gone, _models = found.delete()
    if not gone:
        return False
    _count(comment, kind, -1)
    return True


def _allowed(comment: Comment, kind: MarkKind, viewer: Viewer) -> User:
    if refusal := writing_refusal(viewer):
        raise Refused(refusal, code="sanction")
    # The discussion's lock makes the look and the write one step on both engines.
    counters.lock(comment.discussion_id, only_counts=kind == MarkKind.HELPFUL)
    comment.refresh_from_db(fields=["status"])
    if viewer.user is None or not _MAY[kind](viewer, comment):
        raise Refused(_("You cannot mark this comment."), code="mark")
    return viewer.user


def _count(comment: Comment, kind: MarkKind, step: int) -> None:
    Comment.objects.filter(pk=comment.pk).update(
        helpful_rank=F("helpful_rank") + WEIGHT[kind] * step,
        helpful_count=F("helpful_count") + (step if kind == MarkKind.HELPFUL else 0),
    )
    if kind == MarkKind.ASKER:
        Discussion.objects.filter(pk=comment.discussion_id).update(
            helpful_count=F("helpful_count") + step
        )
