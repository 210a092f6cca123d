"""
The only writer of a comment's author after it was written: guests turn out to be one person, or
take their words into an account. What readers see stays as it was, unless they chose otherwise.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import Guest, User
from accounts.policies import writing_refusal
from accounts.services import identities
from accounts.viewer import Viewer
from forum.comments import counters
from forum.comments.models import (
    AuthorCause,
    AuthorChange,
    Comment,
    CommentKind,
    Discussion,
    Mark,
    Status,
)
from forum.comments.refusal import Refused
from forum.comments.services.recount import recount
from foundation.activity import events


class Raced(Exception):
    """Something was written between the look and the lock. Trying again finds it."""


def join(given: Sequence[Guest], kept: Guest) -> int:
    """
    All that `given` wrote is `kept`'s, under the names it was written under, and of the rows one
    stays. Returns how many comments moved. Call it in a transaction.
    """
    if not given:
        return 0
    comments = _locked(Comment.objects.filter(guest__in=given))
    _lock_guests([*given, kept])
    if len(comments) != Comment.objects.filter(guest__in=given).count():
        raise Raced
    _log(comments, AuthorCause.JOINED, to_guest=kept.pk)
    _write(comments, lambda name: "" if name == kept.name else name, guest=kept)
    identities.fold(given, kept)
    return len(comments)


@transaction.atomic
def claim(
    comments: Collection[int], *, user: User, guests: Sequence[Guest], keep_name: bool
) -> int:
    """
    A member takes these comments of guests who are themselves into their account, shown under
    their name as a member or under the one they were written under. Returns how many; a comment
    that belongs to none of `guests` is left alone. Raises Refused for somebody suspended.
    """
    if refusal := writing_refusal(Viewer.for_user(user)):
        raise Refused(refusal, code="sanction")
    found = _locked(Comment.objects.filter(pk__in=comments, guest__in=guests))
    for guest in {row.guest for row in found if row.guest is not None}:
        identities.follow_to_account(guest, user)
    _log(found, AuthorCause.CLAIMED, to_user=user)
    _write(found, lambda name: name if keep_name else "", author=user)
    _count_anew(found, user)
    if found:
        events.record(
            "comments.author.claimed",
            actor_id=user.pk,
            data={"count": len(found), "comment": found[0].pk},
        )
    return len(found)


def _locked(found: QuerySet[Comment]) -> list[Comment]:
    """The comments under the locks of their discussions, which are taken in one order."""
    ids = sorted(set(found.values_list("discussion_id", flat=True)))
    counters.lock_all(ids)
    locked = found.select_for_update(of=("self",)).select_related("guest")
    comments = list(locked.defer("body_source", "body_html").order_by("id"))
    if {comment.discussion_id for comment in comments} - set(ids):
        raise Raced
    return comments


def _lock_guests(guests: Sequence[Guest]) -> None:
    """Who is posting now has locked their guest, and is waited for."""
    found = Guest.objects.select_for_update().filter(pk__in=[guest.pk for guest in guests])
    if len(list(found.order_by("id").values_list("pk", flat=True))) != len(guests):
        raise Raced


def _write(
    comments: Sequence[Comment], other_name: Callable[[str], str], **author: Guest | User
) -> None:
    """`other_name` makes of the written name the one that is kept beside the author."""
    by_name: dict[str, list[int]] = {}
    for comment in comments:
        written = comment.written_as or (comment.guest.name if comment.guest is not None else "")
        by_name.setdefault(other_name(written), []).append(comment.pk)
    columns = {"author": None, "guest": None} | author
    for name, ids in by_name.items():
        for start in range(0, len(ids), 500):
            some = Comment.objects.filter(pk__in=ids[start : start + 500])
            some.update(written_as=name, **columns)


def _log(
    comments: Sequence[Comment],
    cause: AuthorCause,
    *,
    to_guest: int | None = None,
    to_user: User | None = None,
) -> None:
    AuthorChange.objects.bulk_create(
        (
            AuthorChange(
                comment=comment,
                cause=cause,
                from_guest=comment.guest_id or 0,
                to_guest=to_guest,
                to_user=to_user,
            )
            for comment in comments
        ),
        batch_size=500,
    )


def _count_anew(comments: Sequence[Comment], user: User) -> None:
    """What a member wrote themselves is no answer by others, and not theirs to vote for."""
    own_votes = Mark.objects.filter(comment__in=[comment.pk for comment in comments], by=user)
    voted = set(own_votes.values_list("comment__discussion_id", flat=True))
    own_votes.delete()
    started = Discussion.objects.filter(
        pk__in={comment.discussion_id for comment in comments}, started_by=user
    )
    published = Counter(
        comment.discussion_id
        for comment in comments
        if comment.status == Status.PUBLISHED and comment.kind == CommentKind.REPLY
    )
    for discussion in started:
        Discussion.objects.filter(pk=discussion.pk).update(
            others_count=F("others_count") - published[discussion.pk]
        )
    for pk in sorted(voted):
        recount(Discussion.objects.get(pk=pk))
