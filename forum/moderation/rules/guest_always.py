from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation import trust
from forum.moderation.models import Who
from forum.moderation.pipeline import Stage, rule
from forum.moderation.strictness import who_waits


@rule("guest_always", label=gettext_lazy("Guest"), stage=Stage.PERSON)
def guest_always(draft: Draft) -> Hold | None:
    """
    A comment of a guest waits, unless moderators said that nobody does here: an address that was
    only typed earns nothing. One proved by mail on this device earns what a member's does, where
    new members wait and known ones do not.
    """
    if draft.author is not None:
        return None
    waits = who_waits(draft)
    if waits == Who.NOBODY or (waits == Who.NEWCOMERS and trust.is_known_guest(draft.guest)):
        return None
    return Hold("guest_always", _("A moderator reads every comment of a guest before it appears."))
