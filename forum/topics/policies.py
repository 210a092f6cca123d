"""Who may ask where, and who keeps the boards in order."""

from django.utils.translation import gettext as _

from accounts.policies import writing_refusal
from accounts.viewer import Viewer
from forum.comments.models import Comment, CommentKind
from forum.comments.models.discussion import audience_kinds_of
from forum.topics.models import Board, Topic


def asking_refusal(viewer: Viewer, board: Board | None = None) -> str | None:
    """Why the viewer may not start a topic (on this board), as a sentence, or None."""
    if not viewer.is_member:
        return _("Please sign in to ask a question.")
    if refusal := writing_refusal(viewer, shelf=board.pk if board is not None else None):
        return refusal
    if board is not None and board.audience.kind not in audience_kinds_of(viewer):
        return _("This board is not open to you.")
    return None


def may_order(viewer: Viewer, topic: Topic) -> bool:
    """Pin, lock, move, rename."""
    return viewer.moderates(topic.discussion.shelf)


def may_split(viewer: Viewer, comment: Comment) -> bool:
    """Make a topic of a comment: under an article, or out of another topic."""
    return (
        comment.kind == CommentKind.REPLY
        and comment.is_published
        and viewer.moderates(comment.discussion.shelf)
    )


def may_keep_boards(viewer: Viewer) -> bool:
    return viewer.is_administrator
