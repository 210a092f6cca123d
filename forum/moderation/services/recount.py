"""The check that comments and cases agree, and the repair where they do not."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from forum.comments.models import Comment, Status
from forum.moderation.models import HELD, REPORTED, Case, CaseStatus
from forum.moderation.services.cases import OUTCOMES, close, open_case


@dataclass(frozen=True, slots=True)
class Recounted:
    """`missing`: held comments without an open case. `stale`: open cases nothing waits behind."""

    missing: int
    stale: int

    @property
    def is_clean(self) -> bool:
        return self.missing == self.stale == 0


def recount(*, repair: bool = True) -> Recounted:
    """Look for held comments without a case and for cases whose comment does not wait."""
    missing = list(_without_case().values_list("pk", flat=True))
    stale = list(_stale().values_list("pk", flat=True))
    if repair:
        for comment_id in missing:
            _open(comment_id)
        for case_id in stale:
            _close(case_id)
    return Recounted(len(missing), len(stale))


def _without_case() -> QuerySet[Comment]:
    waiting = Case.objects.open().filter(comment=OuterRef("pk"), kind=HELD)
    return Comment.objects.filter(status=Status.HELD).exclude(Exists(waiting))


def _stale() -> QuerySet[Case]:
    about = Case.objects.open().filter(kind__in=[HELD, REPORTED])
    fits = about.filter(kind=HELD, comment__status=Status.HELD) | about.filter(
        kind=REPORTED, comment__status=Status.PUBLISHED
    )
    return about.exclude(pk__in=fits.values("pk"))


@transaction.atomic
def _open(comment_id: int) -> None:
    comment = Comment.objects.select_for_update().get(pk=comment_id)
    if comment.status != Status.HELD:
        return
    case = open_case(HELD, comment=comment)
    # It has waited since it was written, not since it was found.
    Case.objects.filter(pk=case.pk).update(kind=HELD, waiting_since=comment.created_at)


@transaction.atomic
def _close(case_id: int) -> None:
    case = Case.objects.select_for_update().select_related("comment").get(pk=case_id)
    if case.status != CaseStatus.OPEN or case.comment is None:
        return
    if case.comment.status == Status.HELD:
        Case.objects.filter(pk=case.pk).update(kind=HELD)
        return
    close(case, OUTCOMES[Status(case.comment.status)])
