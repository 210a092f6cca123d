"""Somebody says that a comment breaks a rule."""

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.policies import writing_refusal
from accounts.services import device
from accounts.viewer import Viewer
from forum.comments.models import Comment, Discussion, Status
from forum.comments.refusal import Refused
from forum.moderation import pipeline, policies, urgency
from forum.moderation.models import (
    AT_RISK,
    HELD,
    REPORT_LENGTH,
    REPORTED,
    Report,
    ReportReason,
)
from forum.moderation.services.cases import open_case, raise_priority
from foundation.activity import events
from foundation.branding import settings
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
# So many devices of one address block may report in a day: a clinic is one block.
BLOCK_REPORTS: Final = 60


@dataclass(frozen=True, slots=True)
class Reported:
    """`again`: this person had reported the comment before; nothing was written."""

    report: Report
    again: bool = False


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
        Discussion.objects.select_for_update().get(pk=comment.discussion_id)
        if earlier := _earlier(comment, viewer, digest):
            return Reported(earlier, again=True)
        _limit(viewer, digest, network)
        return Reported(_write(comment, viewer, digest, reason, text))


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


def _write(comment: Comment, viewer: Viewer, digest: str, reason: str, text: str) -> Report:
    fresh = Comment.objects.get(pk=comment.pk)
    if fresh.status != Status.PUBLISHED:
        raise Refused(_("This comment is no longer shown, so there is nothing to do."))
    case = open_case(REPORTED, comment=fresh, priority=_priority(reason))
    report = Report.objects.create(
        case=case,
        comment=fresh,
        reporter=viewer.user,
        device_hash=digest,
        reason=reason,
        text=text,
        found=[
            [hold.rule, *(hold.evidence or (0, 0))]
            for hold in (pipeline.look(text, viewer=viewer) if text else ())
        ],
    )
    if case.kind != HELD and case.reports.count() > 1:
        more = max(_priority(reason), case.priority) + MORE_REPORTERS
        raise_priority(case, min(more, urgency.MOST))
    events.record(
        "moderation.comment.reported",
        actor_id=viewer.user.pk if viewer.user else None,
        data={"comment": fresh.pk, "case": case.pk, "reason": reason},
    )
    return report


def _priority(reason: str) -> int:
    return PRIORITIES.get(ReportReason(reason), REPORTED_PRIORITY)
