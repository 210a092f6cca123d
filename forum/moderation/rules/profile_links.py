from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation import trust
from forum.moderation.pipeline import PROFILES, Stage, rule
from forum.moderation.rules.links import span_of, strange_links


@rule("profile_links", label=gettext_lazy("Link on a new page"), stage=Stage.LINK, reads=PROFILES)
def profile_links(draft: Draft) -> Hold | None:
    """A link on the page of a member whom nobody knows yet: what advertisements join for."""
    if trust.knows(draft):
        return None
    found = strange_links(draft.body)
    if not found:
        return None
    reason = _("A moderator looks first at links on the pages of new members.")
    return Hold("profile_links", reason, span_of(draft.body, found[-1]))
