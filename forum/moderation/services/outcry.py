"""Letting a reported comment wait where many who are not one group say that it should."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from forum.comments.gate import Effect
from forum.comments.models import Comment, Status
from forum.comments.services.set_status import set_status
from forum.moderation import pipeline, policies, voices
from forum.moderation.models import (
    Action,
    Case,
    CaseStatus,
    Firing,
    Observation,
    Report,
    ReportReason,
)
from forum.moderation.pipeline import Mode
from forum.moderation.rules.reported_often import RULE
from forum.moderation.voices import FULL, Voice
from foundation.branding import settings

# How a case about a report was closed, by whether the report was right.
RIGHT: Final = (Action.REMOVE, Action.SPAM, Action.REJECT)
WRONG: Final = (Action.KEEP, Action.APPROVE)


def answer(comment: Comment, case: Case) -> bool:
    """
    After a report, with the discussion locked: the comment waits if enough voices ask for it.
    Never what the team wrote, and never for a report that somebody may be at risk: then people
    look, and nothing is hidden. Returns whether it waits now.
    """
    mode = pipeline.registered()[RULE].mode_now
    if mode == Mode.OFF or policies.is_by_team(comment):
        return False
    reports = case.reports.exclude(reason=ReportReason.AT_RISK)
    needed = FULL * int(settings.get("reports_to_hold"))
    if not voices.reach(voices_of(reports.select_related("reporter", "origin")), needed=needed):
        return False
    if mode == Mode.OBSERVE:
        seen = Observation.objects.filter(comment=comment, rule=RULE)
        if not seen.exists():
            Observation.objects.create(comment=comment, rule=RULE, effect=Effect.NOTE)
        return False
    reason = _("Several people reported it, so a moderator looks at it before others read it.")
    if not set_status(comment, Status.HELD, by=None, reason=reason, only_from=(Status.PUBLISHED,)):
        return False
    Firing.objects.create(case=case, rule=RULE, effect=Effect.HOLD, reason=reason)
    return True


def voices_of(reports: Iterable[Report]) -> list[Voice]:
    """Whoever reported, with what became of their earlier reports: two queries."""
    found = list(reports)
    records = _records(found)
    return [
        voices.voice(
            member=row.reporter_id,
            joined_at=row.reporter.joined_at if row.reporter is not None else None,
            block=row.origin.block if hasattr(row, "origin") else "",
            record=records[row.pk],
            at=row.at,
        )
        for row in found
    ]


def accuracy_of(report: Report) -> int:
    """How much this report weighs, in hundredths of one by somebody of whom nothing is known."""
    return voices.accurate(FULL, *_records([report])[report.pk])


def _records(reports: Sequence[Report]) -> dict[int, tuple[int, int]]:
    """Of each report, how often whoever sent it was right and wrong before."""
    members = _decided("reporter", [row.reporter_id for row in reports if row.reporter_id])
    devices = _decided("device_hash", [row.device_hash for row in reports if row.device_hash])
    nothing = (0, 0)
    return {
        row.pk: members.get(row.reporter_id, nothing)
        if row.reporter_id
        else devices.get(row.device_hash, nothing)
        for row in reports
    }


def _decided(column: str, keys: Sequence[object]) -> dict[object, tuple[int, int]]:
    if not keys:
        return {}
    closed = Report.objects.filter(**{f"{column}__in": keys}, case__status=CaseStatus.CLOSED)
    rows = (
        closed.order_by()
        .values_list(column)
        .annotate(
            right=Count("pk", filter=Q(case__outcome__in=RIGHT)),
            wrong=Count("pk", filter=Q(case__outcome__in=WRONG)),
        )
    )
    return {key: (right, wrong) for key, right, wrong in rows}
