from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.comments.models import AudienceKind
from forum.moderation import pipeline, trust
from forum.moderation.pipeline import Stage

RULE: Final = "spam_service"


@pipeline.rule(RULE, label=gettext_lazy("Asked a service"), stage=Stage.LEARNED)
def spam_service(draft: Draft) -> Hold | None:
    """
    What somebody nobody knows wants to publish for everybody waits until the service answered.
    What known people write, or what is for members alone, is told to no service; nor is a change.
    """
    if not settings.SPAM_SERVICE or draft.comment is not None:
        return None
    if draft.discussion.audience.kind != AudienceKind.PUBLIC:
        return None
    known = trust.knows(draft) if draft.author is not None else trust.is_known_guest(draft.guest)
    if known:
        return None
    return Hold(RULE, _("A service against spam looks at the first comments of new people."))
