from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation.models import Who
from forum.moderation.pipeline import Stage, rule
from forum.moderation.strictness import who_waits


@rule("everybody", label=gettext_lazy("Everybody waits here"), stage=Stage.PERSON)
def everybody(draft: Draft) -> Hold | None:
    """Where moderators said so, they read everything first."""
    if draft.author is None or who_waits(draft) != Who.EVERYBODY:
        return None
    return Hold("everybody", _("At present a moderator reads everything here before it appears."))
