"""Who may do what in moderation. Everything else asks here."""

from django.utils.translation import gettext as _

from accounts import moderators
from accounts.models import User
from accounts.models.user import Kind as PersonKind
from accounts.policies import writing_refusal
from accounts.services import proofs
from accounts.viewer import Viewer
from forum.comments import policies as comment_policies
from forum.comments.models import Comment, CommentKind, Discussion, Revision, Status
from forum.comments.models.discussion import is_open_to
from forum.moderation import kinds
from forum.moderation.models import Case

# What can be done to a comment in each status. With an open case "approve" means: keep it.
VERBS: dict[str, tuple[str, ...]] = {
    Status.HELD: ("approve", "reply", "reject", "spam", "redact", "edit"),
    Status.PUBLISHED: ("remove", "hold", "spam", "redact", "edit"),
    Status.REJECTED: ("restore",),
    Status.SPAM: ("restore",),
    Status.REMOVED: ("restore",),
    Status.DELETED: (),
}
REPORTED_VERBS = ("approve", "reply", "remove", "hold", "spam", "redact", "edit")
# While a change of a published comment waits, "approve" and "reject" are about the change.
CHANGED_VERBS = ("approve", "reject", "remove", "spam")
ABOUT_A_CHANGE = frozenset({"approve", "reject"})


def desk_refusal(viewer: Viewer, *, editors: bool = True, boards: bool = True) -> str | None:
    """
    Why the viewer may not enter /moderation/, or None. Editors see their own tabs there, and
    moderators of boards what was written on these.
    """
    is_theirs = (editors and viewer.is_editor) or (boards and bool(_named(viewer)))
    if not (viewer.is_moderator or is_theirs):
        return _("Only moderators can open this page.")
    return writing_refusal(viewer)


def moderating_refusal(viewer: Viewer, discussion: Discussion | None = None) -> str | None:
    """Why the viewer may not moderate in this discussion (the whole site), or None."""
    named = _named(viewer)
    if viewer.is_moderator or not named or discussion is None:
        return writing_refusal(viewer) if viewer.is_moderator else _("Only moderators can do this.")
    if discussion.shelf not in named:
        return not_theirs()
    if refusal := writing_refusal(viewer, shelf=discussion.shelf):
        return refusal
    return None if is_open_to(viewer, discussion) else not_theirs()


def not_theirs() -> str:
    return _("This is not one of the boards you moderate.")


def _named(viewer: Viewer) -> frozenset[int]:
    """Who is suspended is refused for that, and not as a stranger."""
    return moderators.named_for(viewer.user) if viewer.user is not None else moderators.NONE


def may_see_kind(viewer: Viewer, kind: str) -> bool:
    """Whether there are cases of this kind for them."""
    if viewer.is_moderator:
        return True
    found = kinds.get(kind)
    return (viewer.is_editor and found.for_editors) or (bool(viewer.shelves) and found.is_ours)


def may_see_case(viewer: Viewer, case: Case) -> bool:
    if viewer.is_moderator or (viewer.is_editor and kinds.get(case.kind).for_editors):
        return True
    if case.comment is None or not viewer.shelves:
        return False
    place = case.comment.discussion
    return place.shelf in viewer.shelves and is_open_to(viewer, place)


def verbs_of(comment: Comment, *, has_case: bool, has_change: bool = False) -> tuple[str, ...]:
    """What a moderator may do to a comment now."""
    if has_change and comment.status == Status.PUBLISHED:
        return CHANGED_VERBS
    if has_case and comment.status == Status.PUBLISHED:
        return REPORTED_VERBS + _around(comment)
    return VERBS[comment.status] + _around(comment)


def _around(comment: Comment) -> tuple[str, ...]:
    """What can be put around a text that everybody reads."""
    if comment.status != Status.PUBLISHED:
        return ()
    return "unnote" if comment.note_html else "note", "unveil" if comment.veil else "veil"


def seen_of(comment: Comment, change: Revision | None) -> str:
    """What stands before a moderator: the status, or the change that waits. It goes with the
    address of each decision, so that one about something else by now is told apart."""
    return f"change-{change.pk}" if change is not None else str(comment.status)


def deciding_refusal(viewer: Viewer, comment: Comment) -> str | None:
    """Why this moderator may not decide about this comment, or None."""
    return moderating_refusal(viewer, comment.discussion) or own_refusal(viewer, comment)


def own_refusal(viewer: Viewer, comment: Comment) -> str | None:
    """The part of `deciding_refusal` that differs from comment to comment, and asks no table."""
    if comment_policies.is_own(viewer, comment) and not viewer.is_administrator:
        return _("This is your own comment. Another moderator decides about it.")
    return None


def bulk_refusal(viewer: Viewer, comment: Comment, *, is_at_risk: bool) -> str | None:
    """Why a moderator decides about this comment by itself and not with many others, or None."""
    if not viewer.moderates(comment.discussion.shelf):
        return not_theirs()
    if refusal := own_refusal(viewer, comment):
        return refusal
    if is_at_risk:
        return _("Someone may be at risk. Please look at this one by itself.")
    if is_by_team(comment):
        return _("Somebody of the team wrote it. Please look at this one by itself.")
    return None


def is_by_team(comment: Comment) -> bool:
    """Whether somebody wrote it who belongs to the team, or moderates its board."""
    author = comment.author
    if author is None:
        return False
    return author.is_staff_member or comment.discussion.shelf in moderators.named_for(author)


def unproved_refusal(comment: Comment) -> str | None:
    """Why nobody can publish this comment yet, where the site asks its guest for proof first."""
    if comment.guest_id is None or comment.status == Status.PUBLISHED:
        return None
    if proofs.mode() != proofs.ALWAYS or not proofs.is_owed(comment.guest_id):
        return None
    return _(
        "Its writer has not confirmed the e-mail address yet. It can be published when that is "
        "done; you can reject it at any time."
    )


def reporting_refusal(viewer: Viewer, comment: Comment) -> str | None:
    """Why the viewer cannot report this comment, or None."""
    if comment.status != Status.PUBLISHED or comment.kind == CommentKind.NOTICE:
        return _("This comment is no longer shown, so there is nothing to do.")
    if comment_policies.is_own(viewer, comment):
        return _("This is your own comment. You can change or delete it instead.")
    return None


def suspending_refusal(viewer: Viewer, person: User, *, shelf: int | None = None) -> str | None:
    """Why the viewer may not suspend or release this person (on the board of this number), or
    None."""
    on_board = shelf is not None and not viewer.is_moderator and shelf in _named(viewer)
    refusal = writing_refusal(viewer, shelf=shelf) if on_board else moderating_refusal(viewer)
    if refusal:
        return refusal
    if person.kind != PersonKind.PERSON:
        return _("This account belongs to nobody, so it cannot be suspended.")
    if viewer.user is not None and viewer.user.pk == person.pk:
        return _("You cannot suspend yourself.")
    if on_board and shelf in moderators.named_for(person):
        return _(
            "This person moderates the board too. Only a moderator of the whole site can do this."
        )
    if person.is_administrator:
        return _("An administrator cannot be suspended. Change the role first.")
    if person.is_staff_member and not viewer.is_administrator:
        return _("Only an administrator can suspend a member of the team.")
    return None
