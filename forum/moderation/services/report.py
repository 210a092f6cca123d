"""Somebody says that a comment breaks a rule."""

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.policies import writing_refusal
from accounts.services import device
from accounts.viewer import Viewer
from forum.comments import home
from forum.comments.models import Comment, Revision, RevisionStatus, Status
from forum.comments.refusal import Refused
from forum.moderation import pipeline, policies, urgency
from forum.moderation.models import (
    AT_RISK,
    HELD,
    REPORT_LENGTH,
    REPORTED,
    Action,
    Case,
    Decision,
    Report,
    ReportOrigin,
    ReportReason,
)
from forum.moderation.services import outcry
from forum.moderation.services.cases import case_of, open_case, raise_priority
from forum.moderation.voices import FULL
from foundation.activity import events
from foundation.branding import settings
from foundation.database.again import again
from foundation.limits import buckets
from foundation.limits.network import Network

# What may be at stake, in points; a person at risk stands before everything.
PRIORITIES: Final = {
    ReportReason.AT_RISK: AT_RISK,
    ReportReason.CLAIM: 40,
    ReportReason.PERSONAL: 40,
    ReportReason.HARASSMENT: 30,
    ReportReason.ADVICE: 20,
}
REPORTED_PRIORITY: Final = 10
MORE_REPORTERS: Final = 5
# After these the text stands because a moderator said so.
LET_STAND: Final = (Action.APPROVE, Action.KEEP, Action.RESTORE, Action.ACCEPT)
# So many more people, and a moderator looks again.
LOOK_AGAIN: Final = 3
# So many devices of one address block may report in a day: a clinic is one block.
BLOCK_REPORTS: Final = 60


@dataclass(frozen=True, slots=True)
class Reported:
    """`again`: this person had reported the comment before; nothing was written."""

    report: Report
    again: bool = False


@again
def report(
    comment: Comment,
    *,
    viewer: Viewer,
    reason: str,
    text: str = "",
    device_key: str = "",
    network: Network | None = None,
) -> Reported:
    """
    Report a comment, once for each person; a second time answers like the first.

    A member is known by the account, everybody else by the key of their device. Raises
    ValidationError (reason, length) and Refused (sanctioned, own comment, gone, too many).
    """
    text = _checked(reason, text.strip())
    if refusal := writing_refusal(
        viewer, shelf=comment.discussion.shelf, network=network
    ) or policies.reporting_refusal(viewer, comment):
        raise Refused(refusal)
    digest = "" if viewer.user is not None else device.hash_key(device_key)
    with transaction.atomic():
        # The discussion is locked first, as by every verb that changes a comment: no case is
        # opened for one that is being removed at this moment, and of two presses at once the
        # second finds the first.
        home.hold(comment)
        if earlier := _earlier(comment, viewer, digest):
            return Reported(earlier, again=True)
        _limit(viewer, digest, network)
        return Reported(
            _write(comment, viewer=viewer, digest=digest, reason=reason, text=text, network=network)
        )


def _checked(reason: str, text: str) -> str:
    if reason not in ReportReason.values:
        raise ValidationError({"reason": _("Please choose what is wrong.")})
    if len(text) > REPORT_LENGTH:
        raise ValidationError(
            {
                "text": _("This is %(count)d characters long. Please use at most %(limit)d.")
                % {"count": len(text), "limit": REPORT_LENGTH}
            }
        )
    if reason == ReportReason.OTHER and not text:
        raise ValidationError({"text": _("Please say in a few words what is wrong.")})
    return text


def _earlier(comment: Comment, viewer: Viewer, digest: str) -> Report | None:
    found = Report.objects.filter(comment=comment)
    if viewer.user is not None:
        return found.filter(reporter=viewer.user).first()
    return found.filter(device_hash=digest).first()


def _limit(viewer: Viewer, digest: str, network: Network | None) -> None:
    if viewer.is_staff:
        return
    person = f"user:{viewer.user.pk}" if viewer.user is not None else f"device:{digest}"
    day = 24 * 3600
    most = int(settings.get("reports_per_day"))
    taken = buckets.take("moderation.report", person, capacity=most, per_seconds=day)
    if taken.ok and viewer.user is None and network is not None:
        taken = buckets.take(
            "moderation.report.block", network.block, capacity=BLOCK_REPORTS, per_seconds=day
        )
    if not taken.ok:
        raise Refused(
            _(
                "Thank you for watching over this place. You have sent as many reports as one "
                "person can in a day. Please come back tomorrow."
            ),
            code="flood",
            wait_seconds=round(taken.wait_seconds),
        )


def _write(
    comment: Comment,
    *,
    viewer: Viewer,
    digest: str,
    reason: str,
    text: str,
    network: Network | None,
) -> Report:
    fresh = Comment.objects.select_related("author", "discussion").get(pk=comment.pk)
    if fresh.status != Status.PUBLISHED:
        raise Refused(_("This comment is no longer shown, so there is nothing to do."))
    settled = _settled(fresh)
    if settled is None or _is_looked_at(fresh, settled, reason):
        case = open_case(REPORTED, comment=fresh)
    else:
        case = settled.case or case_of(fresh, outcome=settled.action)
    report = Report.objects.create(
        case=case,
        comment=fresh,
        reporter=viewer.user,
        device_hash=digest,
        guest=viewer.guest if viewer.user is None else None,
        reason=reason,
        text=text,
        found=[
            [hold.rule, *(hold.evidence or (0, 0))]
            for hold in (pipeline.look(text, viewer=viewer) if text else ())
        ],
    )
    if network is not None:
        ReportOrigin.objects.create(report=report, block=network.block)
    if case.is_open:
        if settled is not None:
            # What came since, and was too little alone, waits with it.
            Report.objects.filter(comment=fresh, at__gt=settled.at).update(case=case)
        _weigh(case, report)
        if settled is None:
            outcry.answer(fresh, case)
    events.record(
        "moderation.comment.reported",
        actor_id=viewer.user.pk if viewer.user else None,
        data={"comment": fresh.pk, "case": case.pk, "reason": reason},
    )
    if not case.is_open:
        say_it_was_looked_at(report)
    return report


def say_it_was_looked_at(report: Report) -> None:
    """Whoever reported hears, once, that a moderator has looked; never what was decided."""
    data: dict[str, int | str] = {"report": report.pk, "comment": report.comment_id}
    if report.reporter_id is not None:
        data["person"] = report.reporter_id
    elif report.guest_id is not None:
        data["guest"] = report.guest_id
    else:
        return
    events.record("moderation.report.answered", actor_id=None, data=data)


def _settled(comment: Comment) -> Decision | None:
    """The decision that let this text stand, if the last one did."""
    last = (
        Decision.objects.filter(comment=comment, reversal=None)
        .exclude(action=Action.UNDO)
        .select_related("case")
        .order_by("-id")
        .first()
    )
    if last is None or last.action not in LET_STAND:
        return None
    earlier = Revision.objects.filter(
        comment=comment, status__in=(RevisionStatus.EARLIER, RevisionStatus.PURGED)
    )
    if earlier.filter(at__gt=last.at).exists():
        return None
    return last


def _is_looked_at(comment: Comment, settled: Decision, reason: str) -> bool:
    """
    Whether a moderator looks again at what was left in place: they do already, somebody may be at
    risk, nobody gave this reason before, or three more people report it.
    """
    if reason == ReportReason.AT_RISK or Case.objects.open().filter(comment=comment).exists():
        return True
    reports = Report.objects.filter(comment=comment)
    if not reports.filter(reason=reason).exists():
        return True
    return reports.filter(at__gt=settled.at).count() + 1 >= LOOK_AGAIN


def _weigh(case: Case, report: Report) -> None:
    """More people move a case up. Whoever was mostly wrong so far moves it less; a person at risk
    stands before everything, whoever says so."""
    if report.reason == ReportReason.AT_RISK:
        raise_priority(case, AT_RISK)
        return
    weight = outcry.accuracy_of(report)
    mine = _priority(report.reason) * min(weight, FULL) // FULL
    if case.kind != HELD and case.reports.count() > 1:
        mine = max(mine, case.priority) + MORE_REPORTERS * weight // FULL
    raise_priority(case, min(mine, urgency.MOST))


def _priority(reason: str) -> int:
    return PRIORITIES.get(ReportReason(reason), REPORTED_PRIORITY)
