"""
Deciding about the words of a comment: take something out, change the text, say something under it,
or veil it.
"""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments import edit_stamp, home
from forum.comments.models import Comment, Revision, TeamChange
from forum.comments.models.comment import VEIL_LENGTH
from forum.comments.models.context_note import NOTE_LENGTH
from forum.comments.refusal import Refused
from forum.comments.services import amend as amend_verb
from forum.comments.services.post import check_body
from forum.moderation import letters, policies
from forum.moderation.models import Action, Case, Decision
from forum.moderation.services.cases import case_of
from forum.moderation.services.decide import Outcome, check_reason, is_late, last_about
from forum.moderation.services.sanctions import too_long
from foundation.activity import events
from foundation.database.again import again
from foundation.text import tidy, tidy_line

VERBS: Final = frozenset({"redact", "edit", "note", "unnote", "veil", "unveil"})


@again
def amend(
    comment: Comment,
    verb: str,
    *,
    by: User,
    case: Case | None = None,
    seen: str = "",
    reason_code: str = "",
    reason_text: str = "",
    note: str = "",
    parts: str = "",
    body: str = "",
    base: str = "",
    text: str = "",
    source: str = "",
    by_name: bool = False,
    topic: str = "",
) -> Outcome:
    """
    Take `parts` out of the text (one on each line), or make `body` the text. What stood there is
    sealed; `base` tells which text the moderator changed. Or put a note (`text`, `source`) under
    it, signed by name where the moderator chose that; or a veil that says the `topic`.

    `seen` is as in `decide`, and so is what is raised.
    """
    if verb not in VERBS:
        raise ValueError(f"There is no change called {verb}.")
    viewer = Viewer.for_user(by)
    if refusal := policies.deciding_refusal(viewer, comment):
        raise Refused(refusal)
    reason_text = check_reason(verb, reason_code, reason_text)
    with transaction.atomic():
        # The discussion first, as in every verb.
        fresh = home.hold(comment)
        waiting = Case.objects.open().filter(comment=fresh).first()
        change = Revision.objects.waiting().filter(comment=fresh).first()
        is_other = case is not None and case != waiting
        if is_other or is_late(fresh, verb, seen=seen, change=change, case=waiting):
            return Outcome(False, last_about(fresh))
        told = letters.told(fresh, reason_code, reason_text)
        match verb:
            case "redact":
                former = _redact(fresh, parts, code=reason_code, told=told, by=by)
            case "edit":
                former = _edit(fresh, body, base, viewer=viewer, told=told, by=by)
            case "note":
                former = _note(fresh, text, source, by_name=by_name, by=by)
            case "unnote":
                former = {"note": amend_verb.remove_note(fresh, by=by)}
            case "veil":
                reason_text = _topic(topic)
                amend_verb.veil(fresh, reason_text, by=by)
                former = {"veil": "lifted"}
            case _:
                reason_text = fresh.veil  # so that it can be drawn again
                amend_verb.veil(fresh, "", by=by)
                former = {"veil": "drawn"}
        decision = Decision.objects.create(
            case=waiting or case_of(fresh, outcome=verb),
            comment=fresh,
            person_id=fresh.author_id,
            guest_id=fresh.guest_id,
            discussion_id=fresh.discussion_id,
            action=Action(verb),
            by=by,
            reason_code=reason_code,
            reason_text=reason_text,
            told=told,
            note=note.strip()[:1000],
            before=fresh.status,
            after=fresh.status,
            former=former,
        )
        events.record(
            "moderation.case.decided",
            actor_id=by.pk,
            data={"decision": decision.pk, "comment": fresh.pk, "action": verb},
        )
    return Outcome(True, decision)


def _redact(comment: Comment, parts: str, *, code: str, told: str, by: User) -> dict[str, Any]:
    wanted = [part for line in tidy(parts).splitlines() if (part := line.strip())]
    text = amend_verb.without(comment.body_source, wanted, letters.note_of(code))
    return amend_verb.put_in_place(
        comment, text, how=TeamChange.REDACTED, by=by, reason=told, parts=wanted
    )


def _edit(
    comment: Comment, body: str, base: str, *, viewer: Viewer, told: str, by: User
) -> dict[str, Any]:
    """The new text, if it is one and made from the present one."""
    if base != edit_stamp.mark_of(comment):
        raise ValidationError(
            {"body": _("The text was changed since you opened the form. Please look again.")}
        )
    text = check_body(body, viewer=viewer, kind=comment.kind)
    if text == comment.body_source:
        raise ValidationError({"body": _("The text is the same as before.")})
    return amend_verb.put_in_place(comment, text, how=TeamChange.EDITED, by=by, reason=told)


def _note(comment: Comment, text: str, source: str, *, by_name: bool, by: User) -> dict[str, Any]:
    text = tidy(text).strip()
    if not text:
        raise ValidationError({"text": _("Please write something first.")})
    if len(text) > NOTE_LENGTH:
        raise ValidationError({"text": too_long(text, NOTE_LENGTH)})
    signed_by = by.name if by_name else ""
    made = amend_verb.add_note(comment, text, source=source, signed_by=signed_by, by=by)
    return {"added": made.pk}


def _topic(topic: str) -> str:
    topic = tidy_line(topic)
    if not topic:
        raise ValidationError(
            {"topic": _("Please say in a few words what it is about. Everybody reads it.")}
        )
    if len(topic) > VEIL_LENGTH:
        raise ValidationError({"topic": too_long(topic, VEIL_LENGTH)})
    return topic
