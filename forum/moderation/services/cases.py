"""
Cases are opened and closed here and nowhere else.

The rule kept by `hold` and `follow`: a comment is held exactly as long as it has an open case of
kind "held". Both run in the transaction that wrote the comment's status, under the lock of its
discussion. `hold_change` and `drop_change` do the same for a change that waits: while it does, its
comment has an open case of kind "changed", or the one of the reports about it.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import Guest, User
from accounts.viewer import Viewer
from forum.comments.gate import Effect, Hold
from forum.comments.models import Comment, Discussion, Status
from forum.moderation import pipeline, urgency
from forum.moderation.models import (
    CHANGED,
    HELD,
    REPORTED,
    Case,
    CaseStatus,
    Claim,
    Firing,
    Observation,
)

# What became of a case when its comment took this status.
OUTCOMES = {
    Status.PUBLISHED: "approve",
    Status.REJECTED: "reject",
    Status.SPAM: "spam",
    Status.REMOVED: "remove",
    Status.DELETED: "withdrawn",
}


def open_case(
    kind: str,
    *,
    comment: Comment | None = None,
    user: User | None = None,
    guest: Guest | None = None,
    priority: int = 0,
) -> Case:
    """
    The open case of this subject, opened if there is none. Without a subject (it is on a higher
    floor and will point at the case) always a new one.
    """
    now = timezone.now()
    values = {
        "kind": kind,
        "priority": priority,
        "waiting_since": now,
        "due_at": urgency.due_at(now, priority, urgency.visibility_of(comment, kind)),
    }
    if comment is not None:
        case, opened = Case.objects.get_or_create(
            comment=comment,
            status=CaseStatus.OPEN,
            defaults=values | {"discussion_id": comment.discussion_id},
        )
    elif user is not None:
        case, opened = Case.objects.get_or_create(
            user=user, status=CaseStatus.OPEN, defaults=values
        )
    elif guest is not None:
        case, opened = Case.objects.get_or_create(
            guest=guest, status=CaseStatus.OPEN, defaults=values
        )
    else:
        return Case.objects.create(**values)
    if not opened and priority > case.priority:
        raise_priority(case, priority)
    return case


def raise_priority(case: Case, priority: int) -> bool:
    """More may be at stake than was thought: the case moves up. It never moves down."""
    if not Case.objects.filter(pk=case.pk, priority__lt=priority).update(priority=priority):
        return False
    case.priority = priority
    weigh(case)
    return True


def weigh(case: Case) -> None:
    """Settle anew when a case is due: its kind, its priority or its waiting changed."""
    fresh = Case.objects.select_related("comment__discussion__audience").get(pk=case.pk)
    seen = urgency.visibility_of(fresh.comment, fresh.kind)
    due_at = urgency.due_at(fresh.waiting_since, fresh.priority, seen)
    if due_at != fresh.due_at:
        Case.objects.filter(pk=case.pk).update(due_at=due_at)
    case.due_at = due_at


def become(case: Case, kind: str) -> None:
    """What waits in an open case is something else by now."""
    if case.kind != kind and Case.objects.open().filter(pk=case.pk).update(kind=kind):
        case.kind = kind
        weigh(case)


def close(case: Case, outcome: str) -> bool:
    """Close an open case. Of two hands at once one gets True."""
    now = timezone.now()
    closed = (
        Case.objects.open()
        .filter(pk=case.pk)
        .update(status=CaseStatus.CLOSED, closed_at=now, outcome=outcome)
    )
    if closed:
        Claim.objects.filter(case=case).delete()
        case.status, case.closed_at, case.outcome = CaseStatus.CLOSED, now, outcome
    return bool(closed)


def case_of(comment: Comment, *, outcome: str) -> Case:
    """The last case of a comment, or a closed one: what was decided without waiting can be found
    with what waited."""
    return _latest(comment) or Case.objects.create(
        kind=REPORTED if outcome != "spam" else HELD,
        comment=comment,
        discussion_id=comment.discussion_id,
        status=CaseStatus.CLOSED,
        closed_at=timezone.now(),
        outcome=outcome,
    )


@transaction.atomic
def hold(comment: Comment, holds: Sequence[Hold]) -> None:
    """Rules held this comment (joined to the gate): keep what fired, in place of what fired on an
    earlier text."""
    if comment.status == Status.SPAM:
        case = case_of(comment, outcome="spam")
    else:
        case = _waiting(comment)
    keep(case, holds)


def hold_change(comment: Comment, holds: Sequence[Hold]) -> None:
    """Rules held a change of this published comment (joined to the gate)."""
    keep(open_case(CHANGED, comment=comment), holds)


def drop_change(comment: Comment) -> None:
    """The change was taken back (joined to the gate). What was reported still waits."""
    case = Case.objects.open().filter(comment=comment).first()
    if case is None:
        return
    case.firings.all().delete()
    if case.reports.exists():
        become(case, REPORTED)
    else:
        close(case, "withdrawn")


def note(comment: Comment, found: Sequence[Hold]) -> None:
    """
    Rules found something in a text that was stored (joined to the gate). What asks for a look
    opens a case about the published comment; what only observes is kept to judge the rule by.
    """
    look = [hold for hold in found if hold.effect == Effect.REPORT]
    if look:
        keep(open_case(REPORTED, comment=comment), look)
    Observation.objects.bulk_create(
        Observation(comment=comment, rule=hold.rule, effect=hold.effect)
        for hold in found
        if hold.effect in (Effect.NOTE, Effect.NUDGE)
    )


def move(comment_ids: Sequence[int], discussion: Discussion) -> None:
    """Their comments are in another discussion by now (joined to the engine)."""
    Case.objects.filter(comment__in=comment_ids).update(discussion=discussion)


def look(case: Case, text: str, *, viewer: Viewer) -> None:
    """Keep what the rules find in the text of a subject that is no comment."""
    keep(case, pipeline.look(text, viewer=viewer))


def keep(case: Case, found: Sequence[Hold]) -> None:
    """What fired on the text of a case, in place of what fired on an earlier one."""
    case.firings.all().delete()
    Firing.objects.bulk_create(
        Firing(
            case=case,
            rule=hold.rule,
            stage=hold.stage,
            effect=hold.effect,
            reason=hold.reason[:300],
            detail=hold.detail[:300],
            start=hold.evidence[0] if hold.evidence else None,
            end=hold.evidence[1] if hold.evidence else None,
        )
        for hold in found
        if hold.effect != Effect.NOTE
    )


def follow(comment: Comment, before: str, after: str) -> None:
    """A comment's status changed (joined to the gate): its case follows."""
    if after == Status.HELD:
        _waiting(comment)
        return
    outcome = OUTCOMES[Status(after)]
    case = _latest(comment)
    if case is None:
        if after == Status.SPAM:
            case_of(comment, outcome=outcome)
        return
    if not close(case, outcome):
        # It was closed before, and stands differently now: restored, or removed after all.
        Case.objects.filter(pk=case.pk).update(outcome=outcome)


def _waiting(comment: Comment) -> Case:
    """The open case of a held comment. One that was open before keeps its reports."""
    case = open_case(HELD, comment=comment)
    become(case, HELD)
    return case


def _latest(comment: Comment) -> Case | None:
    """The open case of a comment, or else the last one that was closed."""
    cases = Case.objects.filter(comment=comment)
    return cases.filter(status=CaseStatus.OPEN).first() or cases.order_by("-id").first()
