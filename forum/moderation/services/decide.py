"""
Deciding about a comment or a case: one outcome, whoever was first, and a row that says so.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments import home
from forum.comments.models import Comment, Hat, Revision, Status
from forum.comments.refusal import Refused
from forum.comments.services import change as change_verb
from forum.comments.services.post import post
from forum.comments.services.set_status import set_status
from forum.moderation import kinds, letters, policies
from forum.moderation.models import (
    REASON_LENGTH,
    Action,
    Batch,
    Case,
    Decision,
    DecisionReason,
)
from forum.moderation.services import undo
from forum.moderation.services.cases import case_of, close
from foundation.activity import events
from foundation.database.again import again

AFTER: dict[str, Status] = {
    "approve": Status.PUBLISHED,
    "reply": Status.PUBLISHED,
    "reject": Status.REJECTED,
    "spam": Status.SPAM,
    "remove": Status.REMOVED,
    "hold": Status.HELD,
    "restore": Status.PUBLISHED,
}
NEEDS_REASON = frozenset({"reject", "remove", "hold", "redact", "edit"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """`done`: this hand decided. If not, `decision` is what somebody else had decided before."""

    done: bool
    decision: Decision | None
    reply: Comment | None = None


@again
def decide(
    comment: Comment,
    verb: str,
    *,
    by: User,
    case: Case | None = None,
    seen: str = "",
    reason_code: str = "",
    reason_text: str = "",
    note: str = "",
    reply: str = "",
    batch: Batch | None = None,
) -> Outcome:
    """
    Approve, approve and reply, reject, mark as spam, remove, hold again or restore.

    `case` is the card and `seen` what the moderator looked at: where the case is closed or the
    comment stands differently by now, somebody else was first and nothing happens. While a change
    of a published comment waits, approving and rejecting are about the change. Raises
    ValidationError (no reason, an empty reply) and Refused (not a moderator, own comment).
    """
    viewer = Viewer.for_user(by)
    if verb not in AFTER:
        raise ValueError(f"There is no decision called {verb}.")
    if refusal := policies.deciding_refusal(viewer, comment):
        raise Refused(refusal)
    reason_text = check_reason(verb, reason_code, reason_text)
    with transaction.atomic():
        # The discussion first, then its comments, then the case: the order of every verb.
        fresh = home.hold(comment)
        waiting = Case.objects.open().filter(comment=fresh).first()
        is_other = case is not None and verb != "restore" and case != waiting
        change = Revision.objects.waiting().filter(comment=fresh).first()
        if is_other or is_late(fresh, verb, seen=seen, change=change, case=waiting):
            return Outcome(False, last_about(fresh))
        before = fresh.status
        if AFTER[verb] == Status.PUBLISHED and (refusal := policies.unproved_refusal(fresh)):
            raise Refused(refusal)
        action = _action_of(verb, before, change)
        former = undo.former_of(fresh, action, waiting, change)
        # What leaves the comment published changes no status; its case is closed here.
        if waiting is not None and action in (Action.KEEP, Action.ACCEPT, Action.REFUSE):
            close(waiting, action)
        reason = letters.told(fresh, reason_code, reason_text)
        if action == Action.ACCEPT and change is not None:
            change_verb.accept(fresh, change, by=by)
        elif action == Action.REFUSE and change is not None:
            change_verb.refuse(fresh, change, by=by, reason=reason)
        else:
            set_status(fresh, AFTER[verb], by=by, reason=reason)
        answer = None
        if verb == "reply":
            answer = post(
                fresh.discussion, viewer=viewer, body=reply, parent=fresh, hat=Hat.MODERATOR
            ).comment
        decision = Decision.objects.create(
            case=waiting or case_of(fresh, outcome=action),
            comment=fresh,
            person_id=fresh.author_id,
            guest_id=fresh.guest_id,
            discussion_id=fresh.discussion_id,
            batch=batch,
            action=action,
            by=by,
            reason_code=reason_code,
            reason_text=reason_text,
            told=reason,
            note=note.strip()[:1000],
            before=before,
            after=fresh.status,
            former=former and former | undo.left_by(fresh, action, answer),
        )
        events.record(
            "moderation.case.decided",
            actor_id=by.pk,
            data={"decision": decision.pk, "comment": fresh.pk, "action": str(action)},
        )
    comment.status = fresh.status
    return Outcome(True, decision, answer)


@transaction.atomic
def settle(case: Case, verb: str, *, by: User, note: str = "") -> Outcome:
    """Decide about a case of a kind that a floor above registered."""
    viewer = Viewer.for_user(by)
    found = kinds.get(case.kind).verbs.get(verb)
    if found is None:
        raise ValueError(f"There is no decision called {verb} for {case.kind}.")
    if not policies.may_see_case(viewer, case):
        raise Refused(_("Only moderators can do this."))
    if refusal := policies.desk_refusal(viewer):
        raise Refused(refusal)
    if not close(case, verb):
        return Outcome(False, case.decisions.order_by("-id").first())
    before, after = found.run(case, by)
    decision = Decision.objects.create(
        case=case,
        person_id=case.user_id,
        guest_id=case.guest_id,
        action=verb,
        by=by,
        note=note.strip()[:1000],
        before=before,
        after=after,
        former=undo.former_of_case(found),
    )
    events.record(
        "moderation.case.decided",
        actor_id=by.pk,
        data={"decision": decision.pk, "action": verb},
    )
    return Outcome(True, decision)


def check_reason(verb: str, reason_code: str, reason_text: str) -> str:
    """The moderator's own words, or ValidationError where a reason is missing or too long."""
    text = reason_text.strip()
    if verb in NEEDS_REASON and reason_code not in DecisionReason.values:
        raise ValidationError(
            {"reason_code": _("Please choose a reason. The author will read it.")}
        )
    if reason_code and reason_code not in DecisionReason.values:
        raise ValidationError({"reason_code": _("Please choose a reason from the list.")})
    if reason_code == DecisionReason.OTHER and not text:
        raise ValidationError(
            {"reason_text": _("Please give the reason in your own words. The author reads it.")}
        )
    if len(text) > REASON_LENGTH:
        raise ValidationError(
            {
                "reason_text": _("This is %(count)d characters long. Please use at most %(limit)d.")
                % {"count": len(text), "limit": REASON_LENGTH}
            }
        )
    return text


def is_late(
    comment: Comment, verb: str, *, seen: str, change: Revision | None, case: Case | None
) -> bool:
    """Whether the comment is no longer what the moderator looked at. A change nobody has looked
    at is not decided about."""
    if (seen or change is not None) and seen != policies.seen_of(comment, change):
        return True
    verbs = policies.verbs_of(comment, has_case=case is not None, has_change=change is not None)
    return verb not in verbs


def last_about(comment: Comment) -> Decision | None:
    found = Decision.objects.filter(comment=comment).select_related("by")
    return found.order_by("-id").first()


def _action_of(verb: str, before: str, change: Revision | None) -> Action:
    if change is not None and verb in policies.ABOUT_A_CHANGE:
        return Action.ACCEPT if verb == "approve" else Action.REFUSE
    if before == AFTER[verb]:
        return Action.KEEP
    return Action.APPROVE if verb == "reply" else Action(verb)
