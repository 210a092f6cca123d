"""Boards are made, renamed and opened by an administrator."""

from django.db import transaction
from django.db.models import Count, Sum

from forum.comments.models import Audience, AudienceKind, Discussion, DiscussionStatus
from forum.comments.services import audiences
from forum.notifications.services import channels
from forum.topics.models import Board, BoardAddress
from forum.topics.models.topic import KIND
from foundation.pagecache import versions
from foundation.text import slugify_unicode


@transaction.atomic
def make(
    name: str,
    *,
    description: str = "",
    audience: str = AudienceKind.PUBLIC,
    position: int = 0,
    slug: str = "",
    is_sensitive: bool = False,
) -> Board:
    board = Board(
        name=name,
        slug=slug or slugify_unicode(name)[:80],
        description=description,
        position=position,
        is_sensitive=is_sensitive,
        audience=Audience.objects.create(name=name, kind=audience),
    )
    board.full_clean(exclude=["audience"])
    board.save()
    versions.bump(versions.SITE)
    return board


@transaction.atomic
def change(board: Board, *, slug: str, audience: str) -> None:
    """Save the board. A new address keeps the old one; a new audience is one row for all topics."""
    old = Board.objects.values_list("slug", flat=True).get(pk=board.pk)
    board.slug = slug
    board.full_clean(exclude=["audience"])
    board.save()
    if old != slug:
        BoardAddress.objects.update_or_create(slug=old, defaults={"board": board})
        BoardAddress.objects.filter(slug=slug).delete()
    audiences.change(board.audience, kind=audience, name=board.name)
    channels.follow_name(board)
    versions.bump(versions.SITE)


def count() -> None:
    """Sum the boards' counts from their discussions; run by a job every few minutes."""
    sums = {
        row["shelf"]: row
        for row in Discussion.objects.filter(kind=KIND)
        .exclude(status=DiscussionStatus.HIDDEN)
        .values("shelf")
        .annotate(topics=Count("id"), replies=Sum("comment_count"))
    }
    for board in Board.objects.all():
        found = sums.get(board.pk)
        topics, replies = (found["topics"], found["replies"] or 0) if found else (0, 0)
        if (board.topic_count, board.comment_count) != (topics, replies):
            Board.objects.filter(pk=board.pk).update(topic_count=topics, comment_count=replies)
