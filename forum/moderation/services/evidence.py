"""What of a comment's earlier texts has to stay because of what was, or will be, decided."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from forum.comments.gate import Evidence
from forum.comments.models import Comment, Revision, RevisionStatus
from forum.moderation.models import Action, Case, Decision

# Decisions that let a text through need no proof.
NEEDS_NONE: Final = (Action.APPROVE, Action.ACCEPT, Action.RESTORE)


def of(comment: Comment, revisions: Sequence[Revision]) -> Evidence:
    """
    While a case is open everything stays. Afterwards a refused change stays, and the text that
    stood there when somebody decided against the comment, or left it after a report.
    """
    if Case.objects.open().filter(comment=comment).exists():
        return Evidence(
            _(
                "A moderator is looking at this comment. You can delete its earlier texts when "
                "that is done."
            )
        )
    decided = list(
        Decision.objects.filter(comment=comment)
        .exclude(action__in=NEEDS_NONE)
        .order_by("at")
        .values_list("at", flat=True)
    )
    kept = {revision.pk for revision in revisions if revision.status == RevisionStatus.REJECTED}
    earlier = sorted(
        (revision for revision in revisions if revision.status == RevisionStatus.EARLIER),
        key=lambda revision: (revision.at, revision.pk),
    )
    for moment in decided:
        # The text of that moment is the first one that was replaced later.
        then = next((revision for revision in earlier if revision.at > moment), None)
        if then is not None:
            kept.add(then.pk)
    return Evidence(revisions=frozenset(kept))
