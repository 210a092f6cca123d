"""What the pages about somebody at risk read."""

from collections.abc import Sequence
from typing import Final

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from forum.moderation.models import (
    Concern,
    ConcernSkip,
    ConcernStep,
    HelpLine,
    StepKind,
)
from forum.moderation.services import concerns

MOST_SHOWN: Final = 100


def open_for(viewer: Viewer) -> Sequence[Concern]:
    """What is open, but for what this moderator left to others today."""
    skipped = ConcernSkip.objects.filter(user=viewer.user, until__gt=timezone.now())
    found = Concern.objects.open().exclude(pk__in=skipped.values("concern"))
    found = found.select_related(
        "comment__author", "comment__guest", "comment__discussion", "handed_to"
    )
    return list(found.order_by("opened_at", "id")[:MOST_SHOWN])


def concern_for(viewer: Viewer, pk: int) -> Concern:
    found = (
        Concern.objects.select_related(
            "comment__author", "comment__guest", "comment__discussion", "handed_to"
        )
        .filter(pk=pk)
        .first()
    )
    if found is None or not viewer.is_moderator:
        raise Http404(_("There is no such page."))
    return found


def pieces(concern: Concern) -> tuple[str, str, str]:
    """The text before the phrase, the phrase, and behind it; it may have been changed since."""
    body = concern.comment.body_source
    if concern.start is None or concern.end is None or concern.end > len(body):
        return body, "", ""
    return body[: concern.start], body[concern.start : concern.end], body[concern.end :]


def steps(concern: Concern) -> Sequence[ConcernStep]:
    return list(concern.steps.select_related("by", "to").order_by("id"))


def checklist(concern: Concern) -> list[tuple[str, str, ConcernStep | None]]:
    """The steps of the list, each with who ticked it."""
    ticked = {
        step.value: step for step in concern.steps.filter(kind=StepKind.CHECK).select_related("by")
    }
    return [(code, line, ticked.get(code)) for code, line in concerns.checklist()]


def lines() -> list[tuple[HelpLine, bool]]:
    """The help lines, each with whether somebody has to look at it again."""
    today = timezone.localdate()
    return [
        (line, line.review_on <= today) for line in HelpLine.objects.select_related("changed_by")
    ]
