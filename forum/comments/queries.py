"""Reads that span tables."""

from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from accounts.models import Guest, User
from accounts.viewer import Shape, Viewer
from forum.comments import tree
from forum.comments.models import (
    AudienceKind,
    Comment,
    Discussion,
    DiscussionStatus,
    Status,
    Transfer,
)
from forum.comments.models.discussion import seen_by
from forum.comments.news import news_for
from forum.comments.page import DiscussionPage, Thread, default_sort, rows_of
from foundation.database.prepared import Prepared


def seen(pk: int, viewer: Viewer, *, alone: bool = False) -> Comment | None:
    """The comment, if it has a place the viewer may look at. `alone`: it will not be drawn, so
    neither the people on it nor its root come with it."""
    user, guest = viewer.user, viewer.guest
    ids = [pk, user.pk if user else 0, guest.pk if guest else 0]
    found = next(iter(_seen(ids, _Look(viewer.shape, guest is not None, alone))), None)
    if found is not None and not alone and found.root is not None:
        found.root.discussion = found.discussion
    return found


class _Look(NamedTuple):
    """What the statement depends on, besides the values in it."""

    shape: Shape | None
    is_guest: bool
    alone: bool


def _seen_by(pk: int, user_id: int, guest_id: int, look: _Look) -> QuerySet[Comment]:
    guest = Viewer(guest=Guest(pk=guest_id))
    viewer = guest if look.is_guest else Viewer.shaped(user_id, look.shape)
    found = in_sight(viewer).filter(pk=pk)
    return found if look.alone else found.select_related("root", "author", "guest")


_seen = Prepared(_seen_by)


def in_sight(viewer: Viewer) -> QuerySet[Comment]:
    """
    Comments that have a place the viewer may look at: shown ones (published, or a placeholder),
    their own whatever became of it, and for moderators all, or all of their boards.
    """
    found = Comment.objects.select_related("discussion__audience")
    found = found.filter(seen_by(viewer, "discussion__"))
    if viewer.is_moderator:
        return found
    seen = Q(shown=True)
    if viewer.shelves:
        seen |= Q(discussion__shelf__in=viewer.shelves)
    if viewer.user is not None:
        seen |= Q(author=viewer.user)
    elif viewer.guest is not None:
        seen |= Q(guest=viewer.guest)
    return found.filter(seen)


def behind_members(pk: int) -> Comment | None:
    """A comment of a discussion that became one for members; others are led to what they may
    read of it."""
    found = Comment.objects.filter(
        pk=pk, shown=True, discussion__audience__narrows__kind=AudienceKind.PUBLIC
    ).exclude(discussion__status=DiscussionStatus.HIDDEN)
    return found.select_related("discussion").first()


def answered_now(discussion_id: int, comment_id: int) -> tuple[int, Comment | None]:
    """
    Where an answer goes that was begun elsewhere, by mail for example: the discussion that holds
    the comment by now, and the comment, if there is one. What was never moved stands as it stood.
    """
    answered = Comment.objects.filter(pk=comment_id).first()
    here = Q(source=discussion_id) | Q(target=discussion_id)
    if not Transfer.objects.filter(here).exists():
        is_here = answered is not None and answered.discussion_id == discussion_id
        return discussion_id, answered if is_here else None
    if answered is None:
        goes_on = Discussion.objects.filter(pk=discussion_id).values("continued_at")
        answered = Comment.objects.filter(pk__in=goes_on).first()
    return (answered.discussion_id if answered is not None else discussion_id), answered


def gone_from_sight(viewer: Viewer) -> QuerySet[Comment]:
    """Comments that once stood where the viewer may look, and left no place behind."""
    return (
        tree.rows()
        .select_related("discussion__audience", "root", "root__discussion")
        .filter(
            seen_by(viewer, "discussion__"),
            shown=False,
            status__in=(Status.DELETED, Status.REMOVED),
        )
    )


def thread_page(root: Comment, viewer: Viewer, start: Comment | None) -> DiscussionPage:
    """A root with a page of its replies. A later page begins with the chain above its first."""
    replies, following = tree.thread_from(root, start, viewer)
    above = tree.chain_above(root, start, viewer) if start is not None else []
    page = DiscussionPage(
        root.discussion,
        viewer,
        default_sort(root.discussion),
        news=news_for(viewer, root.discussion),
    )
    if start is not None:
        before = tree.thread_before(root, start)
        page.first_url = f"/c/{root.pk}/thread/" + (
            f"?from={before.pk}#replies" if before is not None else "#replies"
        )
    if following is not None:
        page.next_url = f"/c/{root.pk}/thread/?from={following.pk}#replies"
    root_row, *rows = rows_of([root, *above, *replies], viewer, root.discussion)
    page.threads = [Thread([root_row, *rows])]
    page.lay_news()
    return page


def published_by(user: User, viewer: Viewer) -> QuerySet[Comment]:
    """
    A person's public comments as the viewer may see them, newest first. What stands under a name
    from before they joined is theirs to see alone.
    """
    found = Comment.objects.visible_to(viewer).filter(author=user, status=Status.PUBLISHED)
    if viewer.user != user:
        found = found.filter(written_as="")
    return found.select_related("author", "guest", "discussion").order_by("-id")


def count_by_status(person: User | Guest) -> dict[str, int]:
    """How many of a person's comments stand in each status."""
    who = Q(author=person) if isinstance(person, User) else Q(guest=person)
    rows = Comment.objects.filter(who).values_list("status").annotate(n=Count("id"))
    return dict(rows)
