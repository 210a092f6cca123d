"""What the engine lets a viewer do with the comments of a page."""

from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from forum.comments import policies
from forum.comments.models import Comment, CommentKind, Discussion, MarkKind, Status
from forum.comments.slots import Action
from forum.comments.words import words


class Offers:
    """What depends on the viewer and the discussion is asked once, not for each comment."""

    def __init__(self, viewer: Viewer, discussion: Discussion) -> None:
        self.viewer = viewer
        self.say = words()
        self.is_asker = viewer.user is not None and discussion.asker_id == viewer.user.pk
        self.may_write = policies.posting_refusal(viewer, discussion) is None
        self.may_vote = viewer.user is not None or policies.visitors_may_vote()
        self.moderates = policies.may_moderate(viewer, discussion)
        self.is_topic = discussion.kind == "topic"

    def of(
        self, comment: Comment, name: str, marks: frozenset[str], *, is_own: bool
    ) -> list[Action]:
        """`name` is the one shown above the comment; `marks` are those this viewer sees."""
        say, viewer = self.say, self.viewer
        actions: list[Action] = []
        is_published = comment.status == Status.PUBLISHED
        if self.may_write and is_published:
            actions.append(
                Action(
                    say.reply,
                    f"/c/{comment.id}/reply/",
                    "reply",
                    main=True,
                    description=say.reply_to % {"name": name},
                )
            )
        if self.may_vote and is_published and not is_own:
            # As policies.may_vote, which the verb asks again.
            actions += self._votes(comment, name, marks)
        if self.is_asker and policies.may_mark_as_asker(viewer, comment):
            actions.append(
                Action(
                    say.helped_me,
                    f"/c/{comment.id}/answer/",
                    "check",
                    post=True,
                    main=True,
                    pressed=MarkKind.ASKER in marks,
                    description=say.helped_me_by % {"name": name},
                )
            )
        if self.moderates and policies.may_review(viewer, comment):
            actions.append(
                Action(
                    say.reviewed,
                    f"/c/{comment.id}/review/",
                    "shield",
                    post=True,
                    pressed=MarkKind.REVIEWED in marks,
                )
            )
        if not is_own:
            return actions
        if policies.may_edit(viewer, comment):
            until = policies.editable_until(comment)
            actions.append(
                Action(_("Edit"), f"/c/{comment.id}/edit/", "pen", main=True, until=until)
            )
        if policies.may_delete(viewer, comment):
            actions.append(Action(_("Delete"), f"/c/{comment.id}/delete/", "trash"))
        return actions

    def _votes(self, comment: Comment, name: str, marks: frozenset[str]) -> list[Action]:
        say, votes = self.say, []
        is_opening = comment.kind == CommentKind.OPENING
        if is_opening or (not self.is_topic and comment.parent_id is None):
            votes.append(
                Action(
                    say.same,
                    f"/c/{comment.id}/same/",
                    "people",
                    post=True,
                    main=True,
                    pressed=MarkKind.SAME in marks,
                    count=comment.same_count,
                    description=say.same_question if is_opening else say.same_by % {"name": name},
                )
            )
        if comment.kind == CommentKind.REPLY:
            votes.append(
                Action(
                    say.helpful,
                    f"/c/{comment.id}/helpful/",
                    "heart",
                    post=True,
                    main=True,
                    pressed=MarkKind.HELPFUL in marks,
                    count=comment.helpful_count,
                    description=say.helpful_by % {"name": name},
                )
            )
        return votes
