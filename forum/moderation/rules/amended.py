from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation.pipeline import Stage, rule


@rule("amended", label=gettext_lazy("Changed by a moderator before"), stage=Stage.FORM)
def amended(draft: Draft) -> Hold | None:
    """A change of a text that a moderator changed: what was taken out may be in it again."""
    if draft.comment is None or not draft.comment.team_change:
        return None
    return Hold(
        "amended", _("A moderator changed this comment, so a moderator looks at a further change.")
    )
