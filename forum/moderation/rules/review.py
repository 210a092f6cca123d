from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import SanctionKind
from accounts.policies import limits_of
from accounts.viewer import Viewer
from forum.comments.gate import Draft, Hold
from forum.moderation.pipeline import Stage, rule


@rule("review", label=gettext_lazy("Everything waits"), stage=Stage.PERSON)
def review(draft: Draft) -> Hold | None:
    """A moderator decided to look at everything this person writes first."""
    viewer = Viewer(user=draft.viewer.user, guest=draft.guest)
    if all(row.kind != SanctionKind.REVIEW for row in limits_of(viewer)):
        return None
    return Hold("review", _("For now, a moderator looks at everything you write first."))
