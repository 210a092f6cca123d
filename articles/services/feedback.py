"""The private note that goes with a vote."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.policies import writing_refusal
from articles import events
from articles.models import Article, Feedback, Rating
from articles.models.rating import FEEDBACK_LENGTH
from articles.services.rate import Voter, rating_of
from forum.comments.refusal import Refused
from forum.moderation.services.cases import look, open_case

KIND = "feedback"


@transaction.atomic
def send(article: Article, *, voter: Voter, text: str) -> Feedback:
    """Keep the note with the person's vote; a second note replaces the first and waits again."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if not text:
        raise ValidationError({"text": _("Please write something first.")}, code="empty")
    if len(text) > FEEDBACK_LENGTH:
        raise ValidationError(
            {
                "text": _("This is %(count)d characters long. Please use at most %(limit)d.")
                % {"count": len(text), "limit": FEEDBACK_LENGTH}
            },
            code="long",
        )
    if refusal := writing_refusal(voter.viewer, network=voter.network):
        raise Refused(refusal, code="sanction")
    found = rating_of(article, voter)
    if found is None:
        raise ValidationError(
            _("Please give your stars first, then send the note."), code="unrated"
        )
    # The vote is locked: two presses at once make one note.
    rating = Rating.objects.select_for_update(no_key=True).get(pk=found.pk)
    feedback, _made = Feedback.objects.update_or_create(
        rating=rating, defaults={"text": text, "changed_at": timezone.now()}
    )
    if feedback.case is None or not feedback.case.is_open:
        feedback.case = open_case(KIND)
        feedback.save(update_fields=["case"])
    look(feedback.case, text, viewer=voter.viewer)
    events.feedback_event(feedback, article=article, by=voter.viewer.user)
    return feedback
