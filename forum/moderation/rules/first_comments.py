from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation import trust
from forum.moderation.models import Who
from forum.moderation.pipeline import Stage, rule
from forum.moderation.strictness import who_waits


@rule("first_comments", label=gettext_lazy("New member"), stage=Stage.PERSON)
def first_comments(draft: Draft) -> Hold | None:
    """A member's first comments wait until enough of them were approved."""
    if draft.author is None or who_waits(draft) not in (Who.NEWCOMERS, Who.EVERYBODY):
        return None
    if trust.knows(draft):
        return None
    return Hold("first_comments", _("A moderator reads the first comments of every new member."))
