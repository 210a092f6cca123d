"""
What "most helpful" sorts by, and how it is kept.

The team's word comes first, then the asker's. Below that it is the share of the votes cast in the
discussion since the comment stood there, by the lower end of its confidence interval: nobody counts
views, and the oldest comment shall not win because it was there longest (decision 20).
"""

from collections.abc import Collection, Sequence
from math import sqrt
from typing import Final

from django.db import transaction

from forum.comments.models import Comment, Discussion, Mark, MarkKind

# A comment stands this much above all that only have votes; a share is below 1.
TIERS: Final = {MarkKind.REVIEWED: 2.0, MarkKind.ASKER: 1.0}
# So many votes are assumed to have gone elsewhere, so that one vote of one is not the whole.
ASSUMED: Final = 10
Z: Final = 1.96  # 95 percent
BATCH: Final = 200


def rank(votes: int, since: int, marks: Collection[str] = ()) -> float:
    """`since`: the votes of the discussion since the comment stood, its own among them."""
    tier = sum(height for kind, height in TIERS.items() if kind in marks)
    return tier + _lowest_share(votes, max(since, votes) + ASSUMED)


def _lowest_share(votes: int, total: int) -> float:
    """Wilson's lower bound."""
    if votes <= 0:
        return 0.0
    share, z2 = votes / total, Z * Z
    middle = share + z2 / (2 * total)
    around = Z * sqrt((share * (1 - share) + z2 / (4 * total)) / total)
    return max(0.0, (middle - around) / (1 + z2 / total))


def is_due(discussion: Discussion) -> bool:
    """
    Whether so many votes came since the order was settled that it may be wrong. A vote settles the
    rank of its own comment alone; the others, whose share became smaller, follow in a job when the
    votes have grown by a tenth.
    """
    moved = abs(discussion.vote_count - discussion.ranked_votes)
    return moved >= max(1, discussion.ranked_votes // 10)


def settle(discussion_id: int) -> int:
    """Give every root with votes the rank it has by now. Returns how many changed."""
    voted = Comment.objects.filter(
        discussion=discussion_id, shown=True, root_no__isnull=False, helpful_rank__gt=0
    )
    ids = list(voted.order_by("-helpful_rank", "-id").values_list("pk", flat=True))
    return sum(
        _settle(discussion_id, ids[start : start + BATCH]) for start in range(0, len(ids), BATCH)
    )


@transaction.atomic
def _settle(discussion_id: int, ids: Sequence[int]) -> int:
    total = Discussion.objects.select_for_update().get(pk=discussion_id).vote_count
    marks = marks_of(ids)
    changed = []
    for root in Comment.objects.filter(pk__in=ids).only(
        "helpful_count", "helpful_rank", "votes_before"
    ):
        now = rank(root.helpful_count, total - root.votes_before, marks.get(root.pk, ()))
        if now != root.helpful_rank:
            root.helpful_rank = now
            changed.append(root)
    Comment.objects.bulk_update(changed, ["helpful_rank"])
    return len(changed)


def marks_of(comment_ids: Sequence[int]) -> dict[int, set[str]]:
    """The marks of the asker and the team."""
    found: dict[int, set[str]] = {}
    rows = Mark.objects.filter(comment__in=comment_ids, kind__in=list(TIERS))
    for comment_id, kind in rows.values_list("comment_id", "kind"):
        found.setdefault(comment_id, set()).add(kind)
    return found
