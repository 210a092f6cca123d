"""
Objecting to a decision: once, by a signed link that also works for people who cannot sign in or
write, and decided by somebody else where there are two.
"""

from typing import Any, Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, Sanction, User
from accounts.viewer import Viewer
from forum.comments.refusal import Refused
from forum.moderation import policies
from forum.moderation.models import (
    APPEAL,
    APPEAL_LENGTH,
    Action,
    Appeal,
    AppealOutcome,
    Decision,
)
from forum.moderation.services import sanctions, undo
from forum.moderation.services.cases import close, open_case
from forum.moderation.services.decide import decide as decide_about
from foundation.activity import events
from foundation.database.again import again

SALT: Final = "moderation.appeal"
# Against these one can object.
OPEN_TO: Final = frozenset(
    {"reject", "refuse", "remove", "spam", "hold", "redact", "edit", *sanctions.ACTIONS.values()}
)


def url_of(decision: Decision) -> str:
    """The signed address where the person concerned reads the decision and objects to it."""
    return reverse("appeal", args=[signing.dumps(decision.pk, salt=SALT, compress=False)])


def decision_of(token: str) -> Decision | None:
    """The decision a link is about, if the link is ours."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    found = Decision.objects.filter(pk=pk, action__in=OPEN_TO)
    return found.select_related("comment", "sanction", "person", "guest", "appeal").first()


def appeal(decision: Decision, text: str) -> Appeal:
    """Object, once. Raises ValidationError (empty, too long, a second time)."""
    text = text.replace("\x00", "").strip()
    _check(text, "text")
    try:
        with transaction.atomic():
            made = Appeal.objects.create(decision=decision, text=text)
            made.case = open_case(APPEAL)
            made.save(update_fields=["case"])
    except IntegrityError as error:
        raise ValidationError(_("You have objected to this decision already.")) from error
    return made


def deciding_refusal(viewer: Viewer, found: Appeal) -> str | None:
    """Why this moderator may not decide about the appeal, or None."""
    if refusal := policies.moderating_refusal(viewer):
        return refusal
    if viewer.user is None or found.decision.by_id != viewer.user.pk:
        return None
    others = User.objects.filter(
        role__in=(Role.MODERATOR, Role.ADMINISTRATOR), is_active=True
    ).exclude(pk=viewer.user.pk)
    if others.exists():
        return _("This is about a decision of yours. Another moderator looks at it.")
    return None


@again
def decide(found: Appeal, outcome: str, *, by: User, answer: str) -> bool:
    """
    Let the decision stand or take it back, with an answer the person reads. Returns whether this
    call did it. Raises ValidationError and Refused.
    """
    if refusal := deciding_refusal(Viewer.for_user(by), found):
        raise Refused(refusal)
    outcome = AppealOutcome(outcome)
    answer = answer.replace("\x00", "").strip()
    _check(answer, "answer")
    with transaction.atomic():
        # One UPDATE: of two moderators at once one decides.
        done = Appeal.objects.filter(pk=found.pk, outcome="").update(
            outcome=outcome, answer=answer, decided_by=by, decided_at=timezone.now()
        )
        if not done:
            return False
        if found.case is not None:
            close(found.case, outcome)
        if outcome == AppealOutcome.OVERTURNED:
            _take_back(found.decision, by)
        data: dict[str, Any] = {"appeal": found.pk}
        if found.decision.person_id is not None:
            data["person"] = found.decision.person_id
        events.record("moderation.appeal.decided", actor_id=by.pk, data=data)
    return True


def _take_back(decision: Decision, by: User) -> None:
    """To where it stood before, as far as that still says something."""
    if decision.sanction_id is not None:
        whom = decision.person or decision.guest
        if whom is not None and Sanction.objects.in_force().filter(pk=decision.sanction_id):
            sanctions.lift(whom, by=by, only=decision.sanction_id)
    elif decision.comment is not None and decision.action != Action.REFUSE:
        if decision.sealed_id is not None:
            undo.unseal(decision, by=by)
            return
        verb = "approve" if decision.action == Action.HOLD else "restore"
        decide_about(decision.comment, verb, by=by)


def _check(text: str, field: str) -> None:
    if not text:
        raise ValidationError({field: _("Please write something first.")})
    if len(text) > APPEAL_LENGTH:
        raise ValidationError({field: sanctions.too_long(text, APPEAL_LENGTH)})
