"""
Locking a comment where it stands by now.

A verb locks discussions first, the lowest id before the others, and whatever belongs to them only
then. Which discussion a comment is in may change while its lock is waited for. Then what was locked
is let go again before the next one is asked for, so that nobody waits for a discussion with another
one in hand, and no two verbs wait for each other.
"""

from collections.abc import Collection, Iterable

from django.db import transaction

from forum.comments import counters
from forum.comments.models import Comment


def hold(comment: Comment) -> Comment:
    """Lock the comment's discussion, then the comment, and read both. In a transaction."""
    rows = Comment.objects.select_related("discussion__audience")
    rows = rows.select_for_update(of=("self",), no_key=True)
    home = comment.discussion_id
    while True:
        with transaction.atomic():
            counters.hold([home])
            fresh = rows.get(pk=comment.pk)
            if fresh.discussion_id == home:
                return fresh
            transaction.set_rollback(True)  # lets the lock go, and nothing else
        home = fresh.discussion_id


def lock_all(comments: Collection[int], *, discussions: Iterable[int] = ()) -> None:
    """
    Lock the discussions of these comments, and `discussions`, and say that all of them change. In
    a transaction, before anything in it says so of one of them.
    """
    while True:
        homes = _homes_of(comments)
        with transaction.atomic():
            counters.lock_all([*homes, *discussions])
            if _homes_of(comments) == homes:
                return
            transaction.set_rollback(True)


def _homes_of(comments: Collection[int]) -> set[int]:
    found = Comment.objects.filter(pk__in=comments)
    return set(found.order_by().values_list("discussion_id", flat=True))
