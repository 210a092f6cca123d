"""Discussions are opened, named, placed, locked and hidden by the host that holds them."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from forum.comments.models import Audience, Discussion, DiscussionStatus
from foundation.activity import events


def open_discussion(
    *,
    kind: str,
    title: str,
    url: str,
    audience: Audience,
    shelf: int = 0,
    started_by: User | None = None,
    at: datetime | None = None,
    hidden: bool = False,
) -> Discussion:
    at = at or timezone.now()
    return Discussion.objects.create(
        kind=kind,
        title=title,
        url=url,
        audience=audience,
        shelf=shelf,
        started_by=started_by,
        created_at=at,
        last_comment_at=at,
        status=DiscussionStatus.HIDDEN if hidden else DiscussionStatus.OPEN,
    )


def rename(discussion: Discussion, *, title: str, url: str) -> bool:
    return _write(discussion, title=title, url=url)


def move(discussion: Discussion, *, shelf: int, audience: Audience) -> bool:
    return _write(discussion, shelf=shelf, audience_id=audience.pk)


def pin(discussion: Discussion) -> bool:
    return _write(discussion, rank=1)


def unpin(discussion: Discussion) -> bool:
    return _write(discussion, rank=0)


def lock(discussion: Discussion, *, by: User | None, reason: str = "") -> bool:
    return _set_status(discussion, DiscussionStatus.LOCKED, by=by, reason=reason)


def unlock(discussion: Discussion, *, by: User | None) -> bool:
    return _set_status(discussion, DiscussionStatus.OPEN, by=by, reason="")


def hide(discussion: Discussion, *, by: User | None, reason: str = "") -> bool:
    return _set_status(discussion, DiscussionStatus.HIDDEN, by=by, reason=reason)


def unhide(discussion: Discussion, *, by: User | None) -> bool:
    """Open a hidden discussion. One that is locked stays locked."""
    if discussion.status != DiscussionStatus.HIDDEN:
        return False
    return _set_status(discussion, DiscussionStatus.OPEN, by=by, reason="")


@transaction.atomic
def _set_status(
    discussion: Discussion, status: DiscussionStatus, *, by: User | None, reason: str
) -> bool:
    changed = _write(
        discussion,
        status=status,
        status_by_id=by.pk if by else None,
        status_at=timezone.now(),
        status_reason=reason,
        _only_if=("status",),
    )
    if changed:
        events.record(
            "comments.discussion.status",
            actor_id=by.pk if by else None,
            data={"discussion": discussion.pk, "status": str(status)},
        )
    return changed


def _write(
    discussion: Discussion, *, _only_if: tuple[str, ...] | None = None, **columns: object
) -> bool:
    """Write the columns and move the version, where one of them (or `_only_if`) differs."""
    names = _only_if or tuple(columns)
    if all(getattr(discussion, name) == columns[name] for name in names):
        return False
    for name, value in columns.items():
        setattr(discussion, name, value)
    discussion.version += 1
    # The version is moved in SQL, so that two hands at once both move it.
    Discussion.objects.filter(pk=discussion.pk).update(**columns, version=F("version") + 1)
    return True
