"""What this app adds to the foot of a comment."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from forum.comments.models import Comment, CommentKind
from forum.comments.render import name_of
from forum.comments.slots import Action
from forum.notifications.control import url_of
from forum.notifications.models import BRANCH


def follow_branches(viewer: Viewer, comments: Sequence[Comment]) -> dict[int, list[Action]]:
    """A member may follow what grows below a root. Asks nothing: the page it leads to does."""
    if viewer.user is None:
        return {}
    label = _("Follow this branch")
    description = _("Follow the branch that begins with %(name)s")
    return {
        comment.pk: [
            Action(
                label,
                url_of(BRANCH, comment.pk),
                "bell",
                description=description % {"name": name_of(comment)},
            )
        ]
        for comment in comments
        if comment.parent_id is None
        and comment.kind != CommentKind.OPENING
        and comment.is_published
    }
