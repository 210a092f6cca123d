"""What follows in the queue when a guest proves their address."""

from collections.abc import Sequence

from django.db import models, transaction

from accounts.models import Guest
from forum.comments.models import Comment, Status
from forum.comments.services.set_status import set_status
from forum.moderation import trust
from forum.moderation.models import Case, Decision, Firing, PersonNote, Report, Who
from forum.moderation.rules.guest_address import RULE
from forum.moderation.services.cases import close
from forum.moderation.strictness import who_waits_in

# What a proof, with enough approved comments, answers. Anything else is for a moderator.
ANSWERED = {"guest_always"}


def follow(given: Sequence[Guest], kept: Guest) -> None:
    """Several guests are one person (joined to accounts.identities): the queue points at the one
    that stays."""
    cases = Case.objects.filter(guest__in=given)
    for case in cases.open():
        if Case.objects.open().filter(guest=kept).exists():
            close(case, "withdrawn")
        Case.objects.filter(pk=case.pk).update(guest=kept)
    cases.update(guest=kept)
    PersonNote.objects.filter(guest__in=given).update(guest=kept)
    Report.objects.filter(guest__in=given).update(guest=kept)
    # What was decided stays as it is; of whom it speaks has another number now.
    models.QuerySet(Decision).filter(guest__in=given).update(guest=kept)


def release(guest: Guest) -> int:
    """
    Publish what waited for the proof alone, where the guest is known well enough. Returns how
    many comments appeared.
    """
    held = Comment.objects.filter(guest=guest, status=Status.HELD).select_related("discussion")
    return sum(_release(comment, guest) for comment in held.order_by("id"))


@transaction.atomic
def _release(comment: Comment, guest: Guest) -> bool:
    case = Case.objects.open().filter(comment=comment).first()
    if case is None or case.reports.exists():
        return False
    Firing.objects.filter(case=case, rule=RULE).delete()
    left = set(case.firings.values_list("rule", flat=True))
    if left != ANSWERED or not trust.has_earned(guest):
        return False
    if who_waits_in(comment.discussion) not in (Who.NOBODY, Who.NEWCOMERS):
        return False
    return set_status(comment, Status.PUBLISHED, by=None, only_from=(Status.HELD,))
