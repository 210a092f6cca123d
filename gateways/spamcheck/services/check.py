"""Asking the service about a comment that waits for its answer, and following it."""

from django.conf import settings as django_settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from forum.comments import home
from forum.comments.gate import Effect
from forum.comments.models import Comment, Origin, Status
from forum.comments.services.set_status import set_status
from forum.moderation.models import Case, Firing
from foundation.branding import settings
from foundation.database.again import again
from gateways.spamcheck.contract import Question, Verdict, service
from gateways.spamcheck.models import Answer
from gateways.spamcheck.rules import RULE


def check(comment_id: int) -> bool:
    """
    Ask about a comment that waits for it, outside any transaction. Returns whether an answer was
    followed. Where the service is away, `Away` has the job tried again, and the comment waits for
    a moderator like any other.
    """
    chosen = service()
    found = Comment.objects.select_related(
        "discussion__audience", "author", "guest__address", "origin"
    )
    comment = found.filter(pk=comment_id, status=Status.HELD).first()
    if chosen is None or comment is None or not _unanswered(comment).exists():
        return False
    return _follow(comment, chosen.ask(question_of(comment)))


def question_of(comment: Comment) -> Question:
    """Nothing about the person but what the owner agreed to."""
    discussion = comment.discussion
    name = email = network = ""
    if settings.get("spam_service_name"):
        name = (
            comment.author.name if comment.author else comment.guest.name if comment.guest else ""
        )
    if settings.get("spam_service_email"):
        address = getattr(comment.guest, "address", None)
        email = comment.author.email if comment.author else address.email if address else ""
    if settings.get("spam_service_network"):
        origin = Origin.objects.filter(comment=comment).first()
        network = origin.block.partition("/")[0] if origin is not None else ""
    return Question(
        text=comment.body_source,
        page=f"{django_settings.SITE_URL}{discussion.url}",
        is_reply=comment.parent_id is not None,
        website=comment.guest.website if comment.guest else "",
        name=name,
        email=email,
        network=network,
    )


@again
@transaction.atomic
def _follow(comment: Comment, verdict: Verdict) -> bool:
    # The discussion first, as in every verb: a moderator may decide at this moment.
    home.hold(comment)
    Answer.objects.get_or_create(comment=comment, defaults={"verdict": verdict.value})
    case = Case.objects.open().filter(comment=comment).first()
    if case is None or not _unanswered(comment).exists():
        return False
    if verdict == Verdict.FINE:
        _unanswered(comment).delete()
        others = case.firings.exclude(effect=Effect.NUDGE)
        if not others.exists() and not case.reports.exists():
            set_status(comment, Status.PUBLISHED, by=None, only_from=(Status.HELD,))
        return True
    _unanswered(comment).update(detail=_("The service takes it for spam."))
    if verdict == Verdict.BLATANT:
        set_status(comment, Status.SPAM, by=None, only_from=(Status.HELD,))
    return True


def _unanswered(comment: Comment) -> models.QuerySet[Firing]:
    return Firing.objects.filter(case__comment=comment, case__status="open", rule=RULE, detail="")
