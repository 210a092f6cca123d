"""Who may do what with discussions and comments. Everything else asks here."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from forum.comments.models import (
    AudienceKind,
    Comment,
    CommentKind,
    Discussion,
    DiscussionStatus,
    Hat,
    MarkKind,
    Status,
)
from forum.comments.models.discussion import is_open_to
from foundation.branding import settings

HatSource = Callable[[Viewer, Discussion], list[str]]


def longest_body(viewer: Viewer, kind: str = CommentKind.REPLY) -> int:
    """In characters."""
    if kind == CommentKind.OPENING:
        return int(settings.get("topic_length"))
    return int(settings.get("comment_length" if viewer.is_member else "guest_comment_length"))


def posting_refusal(
    viewer: Viewer, discussion: Discussion, *, kind: str = CommentKind.REPLY
) -> str | None:
    """Why the viewer may not write in this discussion, as a sentence, or None."""
    if not is_open_to(viewer, discussion):
        return _("This discussion is not open to you.")
    if kind == CommentKind.OPENING:
        return None
    moderates = may_moderate(viewer, discussion)
    if discussion.status == DiscussionStatus.HIDDEN and not (viewer.is_staff or moderates):
        return _("This discussion is not open at the moment.")
    if discussion.status == DiscussionStatus.LOCKED and not moderates:
        return _("This discussion is closed. You can still read it.")
    if not viewer.is_member and not guests_may_write(discussion):
        return _("Please sign in to write here.")
    return None


def may_moderate(viewer: Viewer, discussion: Discussion) -> bool:
    """Whether they are a moderator here: of the whole site, or of this board."""
    return viewer.moderates(discussion.shelf)


def is_team(viewer: Viewer, discussion: Discussion) -> bool:
    """Whether they belong to the team, as it is met here."""
    return viewer.is_staff or discussion.shelf in viewer.shelves


def guests_may_write(discussion: Discussion) -> bool:
    return discussion.audience.kind == AudienceKind.PUBLIC and bool(
        settings.get("guests_may_write")
    )


def is_own(viewer: Viewer, comment: Comment) -> bool:
    if viewer.user is not None:
        return comment.author_id == viewer.user.id
    return viewer.guest is not None and comment.guest_id == viewer.guest.id


def editable_until(comment: Comment) -> datetime:
    minutes = settings.get(
        "member_edit_minutes" if comment.author_id is not None else "guest_edit_minutes"
    )
    return comment.created_at + timedelta(minutes=int(minutes))


def may_edit(viewer: Viewer, comment: Comment, *, opened_at: datetime | None = None) -> bool:
    """
    Own comments, published or waiting, while the window is open and the discussion too. A form
    opened in time (`opened_at`) keeps the window open.
    """
    return (
        is_own(viewer, comment)
        and comment.status in (Status.PUBLISHED, Status.HELD)
        and (comment.discussion.status == DiscussionStatus.OPEN or _is_held_opening(comment))
        and (opened_at or timezone.now()) < editable_until(comment)
    )


def _is_held_opening(comment: Comment) -> bool:
    """An opening that waits hides its discussion; its author may still mend it."""
    return comment.kind == CommentKind.OPENING and comment.status == Status.HELD


def may_delete(viewer: Viewer, comment: Comment) -> bool:
    """Own comments at any time, also in a closed discussion."""
    return is_own(viewer, comment) and comment.status in (Status.PUBLISHED, Status.HELD)


def may_read_history(viewer: Viewer, comment: Comment) -> bool:
    """Earlier texts are for moderators. What an author took back is theirs alone."""
    return may_moderate(viewer, comment.discussion) and comment.status != Status.DELETED


def may_purge(viewer: Viewer, comment: Comment) -> bool:
    """Who wrote it may delete its earlier texts; the verb says what has to stay."""
    return is_own(viewer, comment) and comment.status in (Status.PUBLISHED, Status.DELETED)


def may_reply(viewer: Viewer, comment: Comment) -> bool:
    return (
        comment.status == Status.PUBLISHED
        and comment.kind != CommentKind.NOTICE
        and posting_refusal(viewer, comment.discussion) is None
    )


def may_mark_as_asker(viewer: Viewer, comment: Comment) -> bool:
    """Who asked a question says what helped; not their own words."""
    return (
        viewer.user is not None
        and comment.discussion.asker_id == viewer.user.pk
        and comment.status == Status.PUBLISHED
        and comment.kind == CommentKind.REPLY
        and comment.author_id != viewer.user.pk
    )


def may_review(viewer: Viewer, comment: Comment) -> bool:
    return (
        comment.status == Status.PUBLISHED
        and comment.kind == CommentKind.REPLY
        and may_moderate(viewer, comment.discussion)
    )


def may_call_support(viewer: Viewer, comment: Comment) -> bool:
    """A member says of an own reply, and a moderator of any, that it answers nothing."""
    return (
        viewer.user is not None
        and comment.status in (Status.PUBLISHED, Status.HELD)
        and comment.kind == CommentKind.REPLY
        and (comment.author_id == viewer.user.pk or may_moderate(viewer, comment.discussion))
    )


def is_asked(discussion: Discussion, viewer: Viewer) -> bool:
    """Whether what this viewer writes here may answer somebody's question."""
    user = viewer.user
    return user is not None and discussion.asker_id not in (None, user.pk)


def may_vote(viewer: Viewer, comment: Comment, kind: str) -> bool:
    """Everybody once, on what others wrote; people without an account where the owner lets them."""
    return (
        comment.status == Status.PUBLISHED
        and takes(comment, kind)
        and not is_own(viewer, comment)
        and (viewer.user is not None or visitors_may_vote())
    )


def takes(comment: Comment, kind: str) -> bool:
    """
    "Helpful" belongs to an answer, "same here" to what others are asked to answer: the opening of
    a topic, and a reader's own story under an article.
    """
    if kind == MarkKind.HELPFUL:
        return comment.kind == CommentKind.REPLY
    if comment.kind != CommentKind.REPLY:
        return comment.kind == CommentKind.OPENING
    return comment.is_root and comment.discussion.kind != "topic"


def visitors_may_vote() -> bool:
    return bool(settings.get("visitors_may_vote"))


def hats_of(viewer: Viewer, discussion: Discussion) -> list[str]:
    """The roles the viewer may speak in here, besides as themselves."""
    hats: list[str] = []
    if may_moderate(viewer, discussion):
        hats.append(Hat.MODERATOR)
    if viewer.is_editor:
        hats.append(Hat.EDITOR)
    hats += [hat for ask in _hat_sources for hat in ask(viewer, discussion)]
    return hats


_hat_sources: list[HatSource] = []


def lend_hat(source: HatSource) -> None:
    """A host that knows more hats, such as the author of an article, joins here at start."""
    _hat_sources.append(source)
