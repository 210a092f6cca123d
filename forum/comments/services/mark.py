"""Marks on a comment: what helped the asker, what the team reviewed, what readers say to it."""

from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import writing_refusal
from accounts.services import voter
from accounts.viewer import Viewer
from forum.comments import counters, policies
from forum.comments.models import VOTES, Comment, Discussion, Mark, MarkKind
from forum.comments.refusal import Refused
from forum.comments.services import rank
from forum.comments.tasks import settle_ranks
from foundation.activity import events
from foundation.database.again import again
from foundation.limits.network import Network

SALT: Final = "comments.voter"
_COUNTS: Final = {MarkKind.HELPFUL: "helpful_count", MarkKind.SAME: "same_count"}


@again
@transaction.atomic
def mark(
    comment: Comment,
    kind: MarkKind,
    *,
    viewer: Viewer,
    voter_key: str = "",
    network: Network | None = None,
) -> bool:
    """
    Set the mark. Returns whether it was not there before. Who has no account votes with a key of
    their device.
    """
    who = _who(comment, kind, viewer, voter_key, network)
    if _found(comment, kind, who).exists():
        return False
    Mark.objects.create(comment=comment, kind=kind, **who)
    _count(comment, kind, 1)
    events.record(
        "comments.comment.marked",
        actor_id=viewer.user.pk if viewer.user else None,
        data={"comment": comment.pk, "discussion": comment.discussion_id, "kind": str(kind)},
    )
    return True


@again
@transaction.atomic
def unmark(
    comment: Comment,
    kind: MarkKind,
    *,
    viewer: Viewer,
    voter_key: str = "",
    network: Network | None = None,
) -> bool:
    """Take the mark back. Returns whether it was there."""
    who = _who(comment, kind, viewer, voter_key, network)
    gone, _models = _found(comment, kind, who).delete()
    if not gone:
        return False
    _count(comment, kind, -1)
    if kind not in VOTES:
        events.record(
            "comments.comment.unmarked",
            actor_id=viewer.user.pk if viewer.user else None,
            data={"comment": comment.pk, "discussion": comment.discussion_id, "kind": str(kind)},
        )
    return True


def visitor_hash(key: str) -> str:
    return voter.hash_key(SALT, key) if key else ""


def _who(
    comment: Comment, kind: MarkKind, viewer: Viewer, key: str, network: Network | None
) -> dict[str, Any]:
    """The columns that say who marks, after the look whether they may."""
    if refusal := writing_refusal(viewer, shelf=comment.discussion.shelf, network=network):
        raise Refused(refusal, code="sanction")
    # The discussion's lock makes the look and the write one step on both engines.
    only_counts = kind in (*VOTES, MarkKind.SUPPORT)
    before = comment.discussion_id
    counters.lock(before, only_counts=only_counts)
    comment.refresh_from_db(fields=["status", "discussion"])
    if comment.discussion_id != before:  # it was moved a moment ago
        counters.lock(comment.discussion_id, only_counts=only_counts)
    if not _may(kind, viewer, comment):
        raise Refused(_("You cannot mark this comment."), code="mark")
    user: User | None = viewer.user
    if user is None and not key:
        raise ValueError("A vote needs a person or a key")
    return {"by": user, "visitor_hash": "" if user is not None else visitor_hash(key)}


def _may(kind: MarkKind, viewer: Viewer, comment: Comment) -> bool:
    if kind == MarkKind.ASKER:
        return policies.may_mark_as_asker(viewer, comment)
    if kind == MarkKind.REVIEWED:
        return policies.may_review(viewer, comment)
    if kind == MarkKind.SUPPORT:
        return policies.may_call_support(viewer, comment)
    return policies.may_vote(viewer, comment, kind)


def _found(comment: Comment, kind: MarkKind, who: dict[str, Any]) -> Any:
    """This person's vote; of the asker and the team, the one there is."""
    found = Mark.objects.filter(comment=comment, kind=kind)
    return found.filter(**who) if kind in VOTES else found


def _count(comment: Comment, kind: MarkKind, step: int) -> None:
    if kind in _COUNTS:
        column = _COUNTS[kind]
        Comment.objects.filter(pk=comment.pk).update(**{column: F(column) + step})
    if kind == MarkKind.ASKER:
        Discussion.objects.filter(pk=comment.discussion_id).update(
            helpful_count=F("helpful_count") + step
        )
    elif kind == MarkKind.HELPFUL:
        Discussion.objects.filter(pk=comment.discussion_id).update(
            vote_count=F("vote_count") + step
        )
    if kind not in (MarkKind.SAME, MarkKind.SUPPORT):
        _rank(comment, voted=kind == MarkKind.HELPFUL)


def _rank(comment: Comment, *, voted: bool) -> None:
    comment.refresh_from_db(fields=["helpful_count", "votes_before"])
    discussion = Discussion.objects.only("vote_count", "ranked_votes").get(pk=comment.discussion_id)
    comment.helpful_rank = rank.rank(
        comment.helpful_count,
        discussion.vote_count - comment.votes_before,
        rank.marks_of([comment.pk]).get(comment.pk, ()),
    )
    comment.save(update_fields=["helpful_rank"])
    if voted and rank.is_due(discussion):
        Discussion.objects.filter(pk=discussion.pk).update(ranked_votes=discussion.vote_count)
        settle_ranks.enqueue(discussion.pk)
