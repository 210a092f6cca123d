from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from forum.comments import policies
from forum.comments.models import Comment, Status
from forum.comments.refusal import Refused
from forum.comments.services.set_status import set_status


def delete(comment: Comment, *, viewer: Viewer) -> bool:
    """
    An author takes their words back, at any time, also under a sanction. A placeholder stays
    where there are replies. Returns whether anything changed.
    """
    if not policies.may_delete(viewer, comment):
        raise Refused(_("You can only delete your own comments."), code="other")
    # What a moderator decided in the meantime stands.
    return set_status(
        comment, Status.DELETED, by=viewer.user, only_from=(Status.PUBLISHED, Status.HELD)
    )
