"""Discussions are opened, named, placed, locked and hidden by the host that holds them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from forum.comments import counters
from forum.comments.models import Audience, AudienceKind, Discussion, DiscussionStatus, Slowdown
from forum.comments.services import audiences
from foundation.activity import events


def open_discussion(
    *,
    kind: str,
    title: str,
    url: str,
    audience: Audience,
    shelf: int = 0,
    started_by: User | None = None,
    asker: User | None = None,
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
        asker=asker,
        created_at=at,
        last_comment_at=at,
        status=DiscussionStatus.HIDDEN if hidden else DiscussionStatus.OPEN,
    )


def rename(discussion: Discussion, *, title: str, url: str) -> bool:
    return _write(discussion, title=title, url=url)


def move(discussion: Discussion, *, shelf: int, audience: Audience) -> bool:
    """To another shelf, and to its audience; what is for members only stays so."""
    if discussion.audience.narrows_id is None:
        return _write(discussion, shelf=shelf, audience_id=audience.pk)
    audiences.lay_within(discussion.audience, audience)
    return _write(discussion, shelf=shelf)


def narrow(discussion: Discussion, *, reason: str, until: datetime | None = None) -> bool:
    """For members only from now on, by an exception of its own."""
    if discussion.audience.kind != AudienceKind.PUBLIC:
        return False
    exception = audiences.make_exception(discussion.audience, reason=reason, until=until)
    return _put_audience(discussion, exception)


def widen(discussion: Discussion) -> bool:
    """Again for whom its surroundings are for."""
    around = discussion.audience.narrows
    return around is not None and _put_audience(discussion, around)


def narrow_again(discussion: Discussion, exception: Audience) -> bool:
    """By an exception that was made for it before."""
    if discussion.audience.kind != AudienceKind.PUBLIC or exception.narrows_id is None:
        return False
    if exception.is_over:
        return False
    audiences.lay_within(exception, discussion.audience)
    return _put_audience(discussion, exception)


def widen_ended() -> int:
    """Open what was for members only until now. Returns how many."""
    ended = Discussion.objects.filter(audience__until__lte=timezone.now())
    return sum(_widen_ended(pk) for pk in list(ended.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _widen_ended(pk: int) -> bool:
    # Locked first: a moderator may open it, or close it anew, at this moment.
    counters.hold([pk])
    fresh = Discussion.objects.select_related("audience__narrows").get(pk=pk)
    return fresh.audience.is_over and widen(fresh)


@transaction.atomic
def slow(
    discussion: Discussion, *, minutes: int, until: datetime, reason: str, by: User | None
) -> bool:
    """One comment for each person in so many minutes, from now until then."""
    made = Slowdown.objects.create(
        discussion=discussion, minutes=minutes, until=until, reason=reason, by=by
    )
    return _write(discussion, slowdown_id=made.pk)


def slow_as(discussion: Discussion, slowdown_id: int | None) -> bool:
    """As it was slowed down before; None ends it."""
    return _write(discussion, slowdown_id=slowdown_id)


def _put_audience(discussion: Discussion, audience: Audience) -> bool:
    discussion.audience = audience
    Discussion.objects.filter(pk=discussion.pk).update(audience=audience, version=F("version") + 1)
    counters.page_changed(discussion.pk)
    return True


def pin(discussion: Discussion) -> bool:
    return _write(discussion, rank=1)


def unpin(discussion: Discussion) -> bool:
    return _write(discussion, rank=0)


def lock(discussion: Discussion, *, by: User | None, reason: str = "") -> bool:
    """Close an open discussion. A hidden one stays hidden."""
    return _set_status(
        discussion, DiscussionStatus.LOCKED, only_from=DiscussionStatus.OPEN, by=by, reason=reason
    )


def unlock(discussion: Discussion, *, by: User | None) -> bool:
    """Open a closed discussion. A hidden one stays hidden."""
    return _set_status(
        discussion, DiscussionStatus.OPEN, only_from=DiscussionStatus.LOCKED, by=by, reason=""
    )


@transaction.atomic
def hide(discussion: Discussion, *, by: User | None, reason: str = "") -> bool:
    """Take the discussion out of sight; what it was is remembered for `unhide`."""
    fresh = Discussion.objects.select_for_update(no_key=True).get(pk=discussion.pk)
    if fresh.status == DiscussionStatus.HIDDEN:
        return False
    discussion.status_before = fresh.status
    Discussion.objects.filter(pk=fresh.pk).update(status_before=fresh.status)
    before = DiscussionStatus(fresh.status)
    return _set_status(
        discussion, DiscussionStatus.HIDDEN, only_from=before, by=by,
        reason=reason or fresh.status_reason,
    )  # fmt: skip


@transaction.atomic
def unhide(discussion: Discussion, *, by: User | None) -> bool:
    """Bring a hidden discussion back as it was: a closed one stays closed."""
    fresh = Discussion.objects.select_for_update(no_key=True).get(pk=discussion.pk)
    return _set_status(
        discussion,
        DiscussionStatus(fresh.status_before),
        only_from=DiscussionStatus.HIDDEN,
        by=by,
        reason=fresh.status_reason,
    )


@transaction.atomic
def _set_status(
    discussion: Discussion,
    status: DiscussionStatus,
    *,
    only_from: DiscussionStatus,
    by: User | None,
    reason: str,
) -> bool:
    """One conditional UPDATE: of two hands at once one changes it."""
    columns: dict[str, Any] = {
        "status": status,
        "status_by_id": by.pk if by else None,
        "status_at": timezone.now(),
        "status_reason": reason,
    }
    found = Discussion.objects.filter(pk=discussion.pk, status=only_from)
    if not found.update(**columns, version=F("version") + 1):
        return False
    counters.page_changed(discussion.pk)
    for name, value in columns.items():
        setattr(discussion, name, value)
    events.record(
        "comments.discussion.status",
        actor_id=by.pk if by else None,
        data={"discussion": discussion.pk, "status": str(status)},
    )
    return True


def _write(discussion: Discussion, **columns: object) -> bool:
    """Write the columns and move the version, where one of them differs."""
    if all(getattr(discussion, name) == value for name, value in columns.items()):
        return False
    for name, value in columns.items():
        setattr(discussion, name, value)
    discussion.version += 1
    # The version is moved in SQL, so that two hands at once both move it.
    Discussion.objects.filter(pk=discussion.pk).update(**columns, version=F("version") + 1)
    counters.page_changed(discussion.pk)
    return True
