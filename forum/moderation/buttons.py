"""The buttons for what can be decided: the same in the queue, on a case's page and in place."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.comments.models import Comment, Revision, Status
from forum.moderation import kinds, policies
from forum.moderation.models import Case


@dataclass(frozen=True, slots=True)
class Button:
    """`asks` is what must be given first: "reason", "reply", a "page" of its own, or nothing."""

    id: str
    label: str | Promise
    url: str
    icon: str
    tone: str = ""
    asks: str = ""


_LOOKS: dict[str, tuple[str | Promise, str, str, str]] = {
    "approve": (_("Approve"), "check", "", ""),
    "reply": (_("Approve and reply"), "reply", "quiet", "reply"),
    "reject": (_("Do not publish"), "close", "quiet", "reason"),
    "spam": (_("Spam"), "alert", "quiet", ""),
    "remove": (_("Remove"), "trash", "quiet", "reason"),
    "hold": (_("Hold again"), "clock", "quiet", "reason"),
    "redact": (_("Take something out"), "close", "quiet", "page"),
    "edit": (_("Change the text"), "pen", "quiet", "page"),
    "note": (_("Add a note"), "info", "quiet", "page"),
    "unnote": (_("Take the note away"), "info", "quiet", ""),
    "veil": (_("Veil"), "eye-off", "quiet", "page"),
    "unveil": (_("Lift the veil"), "eye", "quiet", ""),
    "restore": (_("Publish again"), "check", "", ""),
}
KEEP = _("Leave it in place")
KEEP_AND_REPLY = _("Leave it and reply")
CHANGE = {"approve": _("Publish the change"), "reject": _("Do not publish the change")}


def label_of(verb: str, comment: Comment | None, change: Revision | None = None) -> str | Promise:
    """The words on a button; a published comment is not approved but left."""
    if change is not None and verb in CHANGE:
        return CHANGE[verb]
    if comment is not None and comment.status == Status.PUBLISHED:
        if verb == "approve":
            return KEEP
        if verb == "reply":
            return KEEP_AND_REPLY
    return _LOOKS[verb][0]


def asks(verb: str) -> str:
    return _LOOKS[verb][3]


def of_comment(
    comment: Comment, *, case_id: int | None, change: Revision | None = None
) -> list[Button]:
    """`case_id` is the open case, `change` the change that waits, if there is one."""
    found = []
    verbs = policies.verbs_of(comment, has_case=case_id is not None, has_change=change is not None)
    for verb in verbs:
        _label, icon, tone, asked = _LOOKS[verb]
        if case_id is not None:
            url = reverse("moderation-case-decide", args=[case_id, verb])
        else:
            url = reverse("moderation-comment-decide", args=[comment.pk, verb])
        found.append(
            Button(
                verb,
                label_of(verb, comment, change),
                f"{url}?seen={policies.seen_of(comment, change)}",
                icon,
                tone,
                asked,
            )
        )
    # Apart from the others, at the end: a slip there costs an author the most.
    return sorted(found, key=lambda button: button.id == "spam")


def of_case(case: Case) -> list[Button]:
    """For kinds of floors above."""
    if not case.is_open:
        return []
    return [
        Button(
            verb.id,
            verb.label,
            reverse("moderation-case-decide", args=[case.pk, verb.id]),
            verb.icon,
            verb.tone,
        )
        for verb in kinds.get(case.kind).verbs.values()
    ]
