"""What a viewer may know of the texts a comment had, or may have soon: read for a whole page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from forum.comments import policies
from forum.comments.models import Comment, Revision, RevisionStatus
from forum.comments.slots import Action

# So long the author finds a refused change at the comment.
REFUSED_SHOWN: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Seen:
    """Of the comments of a page: changes their own author sees, and links to earlier texts."""

    changes: dict[int, Revision] = field(default_factory=dict)
    actions: dict[int, list[Action]] = field(default_factory=dict)


def seen_by(viewer: Viewer, comments: Sequence[Comment]) -> Seen:
    """
    One query for a page with the viewer's own comments on it, one more for a moderator; none for
    everybody else, and none where the comments say that they never had another text.
    """
    seen = Seen()
    comments = [comment for comment in comments if comment.has_revisions is not False]
    if viewer.is_visitor or not comments:
        return seen
    own = [comment.pk for comment in comments if policies.is_own(viewer, comment)]
    for pk, revisions in _revisions(own).items():
        change = _change_among(revisions)
        if change is not None:
            seen.changes[pk] = change
        statuses = {revision.status for revision in revisions}
        if RevisionStatus.EARLIER in statuses and RevisionStatus.PURGED not in statuses:
            label = _("Delete earlier texts")
            seen.actions.setdefault(pk, []).append(
                Action(label, f"/c/{pk}/history/purge/", "trash")
            )
    read = [comment.pk for comment in comments if policies.may_read_history(viewer, comment)]
    if read:
        found = Revision.objects.filter(comment__in=read).order_by().distinct()
        for pk in found.values_list("comment_id", flat=True):
            action = Action(_("History"), f"/c/{pk}/history/", "clock")
            seen.actions.setdefault(pk, []).append(action)
    return seen


def change_of(comment: Comment) -> Revision | None:
    """The change of a comment that its author sees: the one that waits, or was just refused."""
    return _change_among(_revisions([comment.pk]).get(comment.pk, []))


def changes_of(comments: Sequence[Comment]) -> dict[int, Revision]:
    """The same for several: one query."""
    found = _revisions([comment.pk for comment in comments])
    changes = {pk: _change_among(revisions) for pk, revisions in found.items()}
    return {pk: change for pk, change in changes.items() if change is not None}


def all_of(comment: Comment) -> list[Revision]:
    """Every text there was or may be, the last first; of a sealed one only that there is one."""
    found = Revision.objects.filter(comment=comment).select_related("by")
    revisions = list(found.order_by("-id"))
    for revision in revisions:
        if revision.status == RevisionStatus.SEALED:
            revision.body_source = revision.body_html = ""
    return revisions


def _revisions(comment_ids: Sequence[int]) -> dict[int, list[Revision]]:
    found: dict[int, list[Revision]] = {}
    if comment_ids:
        rows = Revision.objects.filter(comment__in=comment_ids).order_by("id")
        for revision in rows.defer("body_source"):
            found.setdefault(revision.comment_id, []).append(revision)
    return found


def _change_among(revisions: Sequence[Revision]) -> Revision | None:
    last = revisions[-1] if revisions else None
    if last is None or last.status not in (RevisionStatus.WAITING, RevisionStatus.REJECTED):
        return None
    is_old = last.at < timezone.now() - REFUSED_SHOWN
    return None if last.status == RevisionStatus.REJECTED and is_old else last
