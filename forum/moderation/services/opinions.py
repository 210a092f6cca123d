"""Asking a colleague what they think of a case, before one decides."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.refusal import Refused
from forum.moderation import policies
from forum.moderation.models import OPINION_LENGTH, Case, Opinion
from foundation.activity import events


@transaction.atomic
def ask(case: Case, *, by: User, of: User, note: str) -> Opinion:
    """Ask another moderator, once at a time. Raises ValidationError and Refused."""
    note = _checked("note", note, _("Please write what you would like to know."))
    place = case.comment.discussion if case.comment is not None else None
    if refusal := policies.moderating_refusal(Viewer.for_user(by), place):
        raise Refused(refusal)
    if of.pk == by.pk or policies.moderating_refusal(Viewer.for_user(of), place):
        raise ValidationError({"asked": _("Please choose another moderator.")})
    if not case.is_open:
        raise Refused(_("This case has been decided already."))
    try:
        with transaction.atomic():
            opinion = Opinion.objects.create(case=case, asked_by=by, asked=of, note=note)
    except IntegrityError as error:
        raise ValidationError(
            {"asked": _("%(name)s has been asked and has not answered yet.") % {"name": of.name}}
        ) from error
    events.record(
        "moderation.opinion.asked",
        actor_id=by.pk,
        data={"opinion": opinion.pk, "case": case.pk, "person": of.pk},
    )
    return opinion


@transaction.atomic
def answer(case: Case, *, by: User, text: str, leaning: str = "") -> bool:
    """Say what one thinks. False where nobody asked, or it is answered already."""
    text = _checked("answer", text, _("Please write what you think."))
    found = Opinion.objects.awaited().filter(case=case, asked=by)
    if not found.update(answer=text, leaning=leaning, answered_at=timezone.now()):
        return False
    events.record("moderation.opinion.given", actor_id=by.pk, data={"case": case.pk})
    return True


def _checked(name: str, text: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({name: missing})
    if len(text) > OPINION_LENGTH:
        raise ValidationError(
            {
                name: _("This is %(count)d characters long. Please use at most %(limit)d.")
                % {"count": len(text), "limit": OPINION_LENGTH}
            }
        )
    return text
