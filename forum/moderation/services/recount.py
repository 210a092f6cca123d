"""The check that comments and cases agree, and the repair where they do not."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from forum.comments import home
from forum.comments.models import Comment, Revision, Status
from forum.moderation.models import CHANGED, HELD, REPORTED, Case
from forum.moderation.services.cases import OUTCOMES, become, close, open_case, weigh


@dataclass(frozen=True, slots=True)
class Recounted:
    """`missing`: held comments, or changes that wait, without an open case. `stale`: open cases
    nothing waits behind."""

    missing: int
    stale: int

    @property
    def is_clean(self) -> bool:
        return self.missing == self.stale == 0


def recount(*, repair: bool = True) -> Recounted:
    """Look for held comments without a case and for cases whose comment does not wait."""
    missing = list(_without_case().values_list("pk", flat=True))
    changes = list(_changes_without_case().values_list("comment_id", flat=True))
    stale = list(_stale().values_list("pk", flat=True))
    if repair:
        for comment_id in missing:
            _open(comment_id)
        for comment_id in changes:
            _open_for_change(comment_id)
        for case_id in stale:
            _close(case_id)
    return Recounted(len(missing) + len(changes), len(stale))


def _without_case() -> QuerySet[Comment]:
    waiting = Case.objects.open().filter(comment=OuterRef("pk"), kind=HELD)
    return Comment.objects.filter(status=Status.HELD).exclude(Exists(waiting))


def _changes_without_case() -> QuerySet[Revision]:
    waiting = Case.objects.open().filter(
        comment=OuterRef("comment_id"), kind__in=[CHANGED, REPORTED]
    )
    found = Revision.objects.waiting().filter(comment__status=Status.PUBLISHED)
    return found.exclude(Exists(waiting))


def _stale() -> QuerySet[Case]:
    about = Case.objects.open().filter(kind__in=[HELD, REPORTED, CHANGED])
    published = about.filter(comment__status=Status.PUBLISHED)
    change = Revision.objects.waiting().filter(comment=OuterRef("comment_id"))
    fits = (
        about.filter(kind=HELD, comment__status=Status.HELD),
        published.filter(kind=REPORTED),
        published.filter(Exists(change), kind=CHANGED),
    )
    for found in fits:
        about = about.exclude(pk__in=found.values("pk"))
    return about


@transaction.atomic
def _open(comment_id: int) -> None:
    comment = _locked(comment_id)
    if comment is None or comment.status != Status.HELD:
        return
    case = open_case(HELD, comment=comment)
    # It has waited since it was written, not since it was found.
    Case.objects.filter(pk=case.pk).update(kind=HELD, waiting_since=comment.created_at)
    weigh(case)


@transaction.atomic
def _open_for_change(comment_id: int) -> None:
    comment = _locked(comment_id)
    change = Revision.objects.waiting().filter(comment=comment_id).first()
    if comment is None or change is None or comment.status != Status.PUBLISHED:
        return
    case = open_case(CHANGED, comment=comment)
    Case.objects.filter(pk=case.pk).update(kind=CHANGED, waiting_since=change.at)
    weigh(case)


@transaction.atomic
def _close(case_id: int) -> None:
    case = Case.objects.get(pk=case_id)
    comment = _locked(case.comment_id)
    if not _stale().filter(pk=case_id).exists():
        return  # put right meanwhile
    if comment is None:
        close(case, "withdrawn")
    elif comment.status == Status.HELD:
        become(case, HELD)
    elif comment.status == Status.PUBLISHED and case.kind == CHANGED and case.reports.exists():
        become(case, REPORTED)
    elif comment.status == Status.PUBLISHED and case.kind == CHANGED:
        close(case, "withdrawn")
    else:
        close(case, OUTCOMES[Status(comment.status)])


def _locked(comment_id: int | None) -> Comment | None:
    """The comment under the lock of its discussion, as every verb takes it."""
    found = Comment.objects.filter(pk=comment_id or 0).first()
    return home.hold(found) if found is not None else None
