"""
The name moderators see on what waits because many reported it. Nobody asks it of a text: it speaks
when a report arrives (forum.moderation.services.outcry).
"""

from typing import Final

from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation.pipeline import Mode, rule

RULE: Final = "reported_often"


@rule(RULE, label=gettext_lazy("Reported by many"), mode=Mode.OBSERVE, reads=frozenset())
def reported_often(draft: Draft) -> Hold | None:
    return None
