from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.services import guests, proofs
from forum.comments.gate import Draft, Hold
from forum.moderation.pipeline import Stage, rule

RULE = "guest_address"


@rule(RULE, label=gettext_lazy("Address not confirmed"), stage=Stage.PERSON)
def guest_address(draft: Draft) -> Hold | None:
    """Where the site asks for it, no comment appears before its guest has proved the address."""
    if draft.author is not None or proofs.mode() != proofs.ALWAYS:
        return None
    if draft.guest is not None and guests.is_proved(draft.guest):
        return None
    return Hold(
        RULE,
        _(
            "Please confirm your e-mail address first. A message with a link is sent there, one "
            "a day at most."
        ),
    )
