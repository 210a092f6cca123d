"""The author deletes the earlier texts of a comment: once, and for good."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from forum.comments import counters, gate, home, policies
from forum.comments.models import Comment, Purge, Revision, RevisionStatus
from forum.comments.refusal import Refused
from foundation.activity import events
from foundation.database.again import again


@again
@transaction.atomic
def purge(comment: Comment, *, viewer: Viewer) -> int:
    """
    Empty the earlier texts; the rows stay and say who and when. Returns how many.

    People edit out what they should not have told, and that has to be gone. It is possible once,
    so that nobody writes, is answered and wipes the traces again and again; and not for what a
    decision rests on.
    """
    fresh = home.hold(comment)
    counters.lock(fresh.discussion_id)
    if not policies.may_purge(viewer, fresh):
        raise Refused(_("You can only delete earlier texts of your own comments."), code="other")
    if refusal := refusal_of(fresh):
        raise Refused(refusal, code="purge")
    ids = [revision.pk for revision in deletable(fresh)]
    Revision.objects.filter(pk__in=ids).update(
        status=RevisionStatus.PURGED, body_source="", body_html="", reason=""
    )
    Purge.objects.create(comment=fresh, by=viewer.user)
    events.record(
        "comments.comment.purged",
        actor_id=viewer.user.pk if viewer.user else None,
        data={"comment": fresh.pk, "discussion": fresh.discussion_id},
    )
    return len(ids)


def refusal_of(comment: Comment) -> str:
    """Why nothing can be deleted now, as a sentence, or nothing."""
    if Purge.objects.filter(comment=comment).exists():
        return _("You have deleted earlier texts of this comment before. It is possible once.")
    evidence = gate.evidence(comment, _texts(comment))
    if evidence.refusal:
        return evidence.refusal
    if not deletable(comment):
        return (
            _("The earlier texts have to stay, because a moderator decided about them.")
            if evidence.revisions
            else _("This comment has no earlier texts.")
        )
    return ""


def _texts(comment: Comment) -> list[Revision]:
    found = Revision.objects.filter(comment=comment).exclude(status=RevisionStatus.PURGED)
    return list(found.order_by("id"))


def deletable(comment: Comment) -> list[Revision]:
    texts = _texts(comment)
    kept = gate.evidence(comment, texts).revisions
    return [
        revision
        for revision in texts
        if revision.status == RevisionStatus.EARLIER and revision.pk not in kept
    ]
