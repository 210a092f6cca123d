"""What only a machine does: fill the field nobody sees, or write faster than anyone can."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Effect, Hold
from forum.moderation import trust
from forum.moderation.pipeline import Stage, rule
from foundation.branding import settings


@rule("honeypot", label=gettext_lazy("Hidden field filled in"), stage=Stage.FORM)
def honeypot(draft: Draft) -> Hold | None:
    if not draft.form.get("trap", "").strip():
        return None
    reason = _("A field that should stay empty was filled in.")
    return Hold("honeypot", reason, effect=Effect.SPAM if draft.author is None else Effect.HOLD)


@rule("time_trap", label=gettext_lazy("Very fast"), stage=Stage.FORM)
def time_trap(draft: Draft) -> Hold | None:
    """
    Sent faster than a person writes, or without the form's signed time. Never refused, and
    without an upper limit: slow writing is welcome. A text that came by no form has no time.
    """
    if "seconds" not in draft.form or draft.comment is not None:
        return None
    seconds = _number(draft.form["seconds"])
    if seconds is None and draft.author is None:
        return None  # pages for everybody carry no stamp, and a guest's comment waits anyway
    if seconds is not None and seconds >= int(settings.get("form_seconds")):
        return None
    if trust.knows(draft):
        return None
    return Hold("time_trap", _("It was sent very quickly, so a moderator reads it first."))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
