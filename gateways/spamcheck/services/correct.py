"""Telling the service where a moderator saw it otherwise, so that it errs less here."""

from typing import Final

from django.utils import timezone

from forum.comments.models import AudienceKind, Comment, Status
from gateways.spamcheck.contract import Verdict, service
from gateways.spamcheck.models import Answer
from gateways.spamcheck.services.check import question_of

# What a status says of a text. Rejected and removed ones are neither spam nor an example of good.
_HELD_FOR: Final = {Status.PUBLISHED: Verdict.FINE, Status.SPAM: Verdict.SPAM}


def correct(comment_id: int) -> bool:
    """
    Say what the comment is held for here, where the service believes otherwise. It learns nothing
    of what it was never asked about, or what is for members alone by now. Returns whether it was
    told. A decision that was taken back is followed like any other.
    """
    chosen = service()
    found = Comment.objects.select_related("discussion__audience", "author", "guest__address")
    comment = found.filter(pk=comment_id).first()
    answer = Answer.objects.filter(comment=comment_id).first()
    if chosen is None or comment is None or answer is None:
        return False
    verdict = _HELD_FOR.get(Status(comment.status))
    is_open = comment.discussion.audience.kind == AudienceKind.PUBLIC
    if verdict is None or verdict == answer.believes or not is_open:
        return False
    chosen.correct(question_of(comment), verdict)
    Answer.objects.filter(pk=answer.pk).update(corrected=verdict.value, corrected_at=timezone.now())
    return True
