"""The name moderators see on what waited on an earlier site. As a rule it holds nothing."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from forum.comments.gate import Draft, Hold
from forum.moderation import pipeline

WAITED: Final = "imported"


@pipeline.rule(WAITED, label=_("Waited on the earlier site"))
def holds_nothing_new(draft: Draft) -> Hold | None:
    return None
