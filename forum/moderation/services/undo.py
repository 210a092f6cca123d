"""
Taking a decision back: for thirty days, to exactly how everything stood before.

What a decision changes and its row does not say otherwise is kept in `Decision.former`. A decision
that others were built upon is not taken back before these.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments import counters, home
from forum.comments.models import (
    Audience,
    BodyFormat,
    Comment,
    Discussion,
    Revision,
    RevisionStatus,
    Status,
    Transfer,
)
from forum.comments.refusal import Refused
from forum.comments.services import amend, change, discussions, transfer
from forum.comments.services.set_status import set_status
from forum.moderation import policies
from forum.moderation.kinds import Verb, get
from forum.moderation.models import UNDO_WITHIN, Action, Case, CaseStatus, Decision
from forum.moderation.services.cases import become, weigh
from foundation.activity import events
from foundation.database.again import again

AROUND: Final = (Action.NOTE, Action.UNNOTE, Action.VEIL, Action.UNVEIL)
# What is decided about a discussion, as pairs: closing has nothing to do with pinning.
_PAIRS: Final = (
    (Action.LOCK, Action.UNLOCK),
    (Action.PIN, Action.UNPIN),
    (Action.MEMBERS, Action.EVERYONE),
    (Action.SLOW, Action.UNSLOW),
)
OF_DISCUSSIONS: Final = tuple(action for pair in _PAIRS for action in pair)


@dataclass(frozen=True, slots=True)
class Undone:
    """`done`: this hand took it back. If not, somebody had done so before."""

    done: bool
    decision: Decision


def former_of(
    comment: Comment, action: str, case: Case | None, waiting: Revision | None
) -> dict[str, Any]:
    """How a comment, its case and the change that waits stand before a decision."""
    if action == Action.ACCEPT and comment.body_format != BodyFormat.MARKDOWN:
        return {}  # of an imported text only the words are kept, not how they were drawn
    found: dict[str, Any] = {
        "published_at": _text(comment.published_at),
        "edited_at": _text(comment.edited_at),
        "case": case.kind if case is not None else "",
    }
    if waiting is not None:
        found["change"] = {
            "id": waiting.pk,
            "by": waiting.by_id,
            "at": _text(waiting.at),
            "reason": waiting.reason,
        }
    return found


def left_by(comment: Comment, action: str, answer: Comment | None) -> dict[str, Any]:
    """What a decision made that was not there before."""
    found: dict[str, Any] = {}
    if action == Action.ACCEPT:
        found["earlier"] = _last_earlier(comment)
    if answer is not None:
        found["answer"] = answer.pk
    return found


def former_of_discussion(discussion: Discussion) -> dict[str, Any]:
    return {
        "rank": discussion.rank,
        "audience": discussion.audience_id,
        "slowdown": discussion.slowdown_id,
    }


def former_of_case(verb: Verb) -> dict[str, Any]:
    return {"case": "settled"} if verb.may_be_undone else {}


@again
def undo(decision: Decision, *, by: User) -> Undone:
    """
    Take a decision back. Raises Refused where it is too old, where something was decided since,
    or where what it was about stands differently by now.
    """
    _refuse_stranger(decision, by)
    with transaction.atomic():
        # The discussions first, as in every verb, the lower id before the higher.
        comments, discussions_ = _touched(decision)
        home.lock_all(comments, discussions=discussions_)
        fresh = Decision.objects.select_related("case", "comment__discussion", "discussion").get(
            pk=decision.pk
        )
        if (earlier := Decision.objects.filter(reverses=fresh).first()) is not None:
            return Undone(False, earlier)
        if not fresh.former or timezone.now() - fresh.at >= UNDO_WITHIN:
            raise Refused(_("This decision cannot be taken back here any more."))
        if _later(fresh):
            raise Refused(_("Something else was decided since. Please take that back first."))
        if fresh.comment is not None:
            _put_back_comment(fresh, fresh.comment, by)
        elif fresh.discussion is not None:
            _put_back_discussion(fresh, fresh.discussion, by)
        elif fresh.case is not None:
            _put_back_case(fresh, fresh.case, by)
        row = _note(fresh, by)
    return Undone(True, row)


def _touched(decision: Decision) -> tuple[set[int], set[int]]:
    """The comments it is about and brought along, and the discussions."""
    if (pk := decision.former.get("transfer")) is not None:
        done = Transfer.objects.get(pk=pk)
        return set(), {done.source_id, done.target_id}
    if decision.comment_id is not None:
        return {decision.comment_id, decision.former.get("answer") or decision.comment_id}, set()
    return set(), {decision.discussion_id} if decision.discussion_id is not None else set()


def unseal(decision: Decision, *, by: User) -> bool:
    """
    An objection was right: the text that was sealed is read again, however long ago that was.
    False where another text came since. In the caller's transaction.
    """
    if decision.comment is None:
        return False
    fresh = home.hold(decision.comment)
    counters.lock(fresh.discussion_id)
    if decision.is_undone or not amend.take_back(fresh, decision.former, by=by):
        return False
    _note(decision, by)
    return True


def _note(decision: Decision, by: User) -> Decision:
    row = Decision.objects.create(
        case=decision.case,
        comment=decision.comment,
        discussion=decision.discussion,
        person_id=decision.person_id,
        guest_id=decision.guest_id,
        action=Action.UNDO,
        reverses=decision,
        by=by,
        before=decision.after,
        after=decision.before,
    )
    data: dict[str, int | str] = {"decision": decision.pk, "action": decision.action}
    if decision.comment_id is not None:
        data["comment"] = decision.comment_id
    events.record("moderation.decision.undone", actor_id=by.pk, data=data)
    return row


def _refuse_stranger(decision: Decision, by: User) -> None:
    viewer = Viewer.for_user(by)
    refusals: list[str | None]
    if decision.comment is not None:
        refusals = [policies.deciding_refusal(viewer, decision.comment)]
    elif decision.discussion is not None:
        _comments, touched = _touched(decision)
        around = Discussion.objects.filter(pk__in=touched).select_related("audience")
        refusals = [policies.moderating_refusal(viewer, one) for one in around]
    elif decision.case is not None and policies.may_see_case(viewer, decision.case):
        refusals = [policies.desk_refusal(viewer)]
    else:
        refusals = [policies.moderating_refusal(viewer)]
    for refusal in filter(None, refusals):
        raise Refused(refusal)


def _later(decision: Decision) -> bool:
    """Whether something was decided about the same thing since and still stands."""
    found = Decision.objects.filter(pk__gt=decision.pk, reversal__isnull=True)
    found = found.exclude(action=Action.UNDO)
    if decision.comment_id is not None:
        return found.filter(comment=decision.comment_id).exists()
    if decision.discussion_id is not None:
        if "transfer" in decision.former:
            return False  # it is looked at comment by comment
        about = found.filter(discussion=decision.discussion_id, comment__isnull=True)
        return about.filter(action__in=_pair(decision.action)).exists()
    return found.filter(case=decision.case_id).exists()


def _pair(action: str) -> tuple[Action, ...]:
    return next(pair for pair in _PAIRS if action in pair)


def _put_back_comment(decision: Decision, comment: Comment, by: User) -> None:
    former = decision.former
    if comment.status != decision.after:
        raise Refused(_("The comment has changed since. Nothing was done."))
    if decision.action in AROUND:
        _put_back_around(decision, comment, by)
        return
    if decision.sealed_id is not None:
        if not amend.take_back(comment, former, by=by):
            raise Refused(_("The comment was changed again since. Nothing was done."))
        return
    if decision.action == Action.ACCEPT:
        _put_back_text(decision, comment)
    was_open = bool(former.get("case")) and decision.case is not None
    if was_open and decision.before == Status.HELD:
        _reopen(decision, comment)  # first, so that the comment finds its own case
    if decision.before != decision.after:
        set_status(comment, Status(decision.before), by=by)
        comment.published_at = _moment(former["published_at"]) or comment.published_at
        if former["published_at"] is None and comment.status != Status.PUBLISHED:
            comment.published_at = None
        comment.save(update_fields=["published_at"])
    waiting = former.get("change")
    if waiting and decision.action != Action.ACCEPT:
        _let_wait_again(comment, waiting)
    if was_open:
        _reopen(decision, comment)
    if (open_now := Case.objects.open().filter(comment=comment).first()) is not None:
        weigh(open_now)
    if answer := Comment.objects.filter(pk=former.get("answer", 0)).first():
        set_status(answer, Status.DELETED, by=by, only_from=(Status.PUBLISHED,))


def _put_back_around(decision: Decision, comment: Comment, by: User) -> None:
    """The note or the veil. Whatever else was decided about it is taken back first."""
    if decision.action == Action.NOTE:
        amend.remove_note(comment, by=by)
    elif decision.action == Action.UNNOTE:
        amend.show_note(comment, decision.former["note"], by=by)
    else:
        drawn = decision.action == Action.UNVEIL
        amend.veil(comment, decision.reason_text if drawn else "", by=by)


def _put_back_text(decision: Decision, comment: Comment) -> None:
    earlier = Revision.objects.filter(pk=decision.former.get("earlier") or 0).first()
    another = Revision.objects.waiting().filter(comment=comment).exists()
    if earlier is None or another or earlier.pk != _last_earlier(comment):
        raise Refused(_("The comment was changed again since. Nothing was done."))
    was = decision.former["change"]
    proposed = Revision(by_id=was["by"], at=datetime.fromisoformat(was["at"]), reason=was["reason"])
    edited_at = _moment(decision.former["edited_at"])
    change.take_back(comment, earlier, proposed=proposed, edited_at=edited_at)


def _let_wait_again(comment: Comment, was: dict[str, Any]) -> None:
    if Revision.objects.waiting().filter(comment=comment).exists():
        raise Refused(_("Another change waits by now. Nothing was done."))
    found = Revision.objects.filter(pk=was["id"], status=RevisionStatus.REJECTED)
    found.update(status=RevisionStatus.WAITING, reason=was["reason"])


def _reopen(decision: Decision, comment: Comment) -> None:
    """The case as it was, unless another one has been opened about the comment meanwhile."""
    case = decision.case
    if case is None or Case.objects.open().filter(comment=comment).exists():
        return
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.OPEN, closed_at=None, outcome="")
    case.refresh_from_db()
    become(case, decision.former["case"])


def _put_back_discussion(decision: Decision, discussion: Discussion, by: User) -> None:
    if decision.action in (Action.LOCK, Action.UNLOCK):
        back = discussions.unlock if decision.action == Action.LOCK else discussions.lock
        done = back(discussion, by=by)
    elif decision.action == Action.MEMBERS:
        done = discussions.widen(discussion)
    elif decision.action == Action.EVERYONE:
        exception = Audience.objects.get(pk=decision.former["audience"])
        done = discussions.narrow_again(discussion, exception)
    elif decision.action in (Action.SPLIT, Action.MERGE):
        done = transfer.put_back(Transfer.objects.get(pk=decision.former["transfer"]), by=by)
    elif decision.action in (Action.SLOW, Action.UNSLOW):
        done = discussions.slow_as(discussion, decision.former["slowdown"])
    else:
        back_to = discussions.unpin if decision.action == Action.PIN else discussions.pin
        done = back_to(discussion)
    if not done:
        raise Refused(_("The discussion has changed since. Nothing was done."))


def _put_back_case(decision: Decision, case: Case, by: User) -> None:
    verb = get(case.kind).verbs.get(decision.action)
    if case.is_open or verb is None:
        raise Refused(_("This case has changed since. Nothing was done."))
    if verb.undo is not None:
        verb.undo(case, by)
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.OPEN, closed_at=None, outcome="")


def _last_earlier(comment: Comment) -> int | None:
    found = Revision.objects.filter(comment=comment, status=RevisionStatus.EARLIER)
    return found.order_by("-pk").values_list("pk", flat=True).first()


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
