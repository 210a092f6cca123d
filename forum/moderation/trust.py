"""How well the site knows who writes: what moderators let through, and how lately."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Guest, User
from accounts.services import guests, proofs
from forum.comments.gate import Draft
from forum.comments.models import Comment, Status
from forum.moderation import recent
from foundation.branding import settings

REFUSED: Final = (Status.REJECTED, Status.REMOVED, Status.SPAM)
DECIDED: Final = (Status.PUBLISHED, *REFUSED)


def knows(draft: Draft) -> bool:
    """Whether the author of this draft is known, found out once for all rules."""
    if "known" not in draft.memo:
        draft.memo["known"] = draft.author is not None and _is_known(draft.author, draft)
    return bool(draft.memo["known"])


def _is_known(user: User, draft: Draft) -> bool:
    """
    Whether moderators have let through as many of this member's comments as the site asks for,
    since the last one they refused, and the last one not too long ago; and whether the account
    is old enough, so that nobody earns it within an hour and comes back with others.

    The first ones are all held, so each published comment is an approved one.
    """
    needed = int(settings.get("first_comments_held"))
    if needed and timezone.now() - user.joined_at < timedelta(
        days=int(settings.get("new_for_days"))
    ):
        return False
    last = recent.of(draft) if needed else []
    decided = [(one.status, one.created_at) for one in last if one.status in DECIDED]
    if len(last) == recent.MOST and len(decided) < _enough(needed):  # more stand before these
        return _has_earned(needed, _decided(needed, author=user))
    return _has_earned(needed, decided)


def is_known_guest(guest: Guest | None) -> bool:
    """The same for a guest who proved their address by mail from this device, not long ago."""
    if guest is None or proofs.mode() == proofs.OFF or not guests.is_proved(guest):
        return False
    return has_earned(guest)


def has_earned(guest: Guest) -> bool:
    """Whether a guest is known well enough, wherever they write from now."""
    needed = int(settings.get("guest_comments_held"))
    return _has_earned(needed, _decided(needed, guest=guest))


def _enough(needed: int) -> int:
    """Of so many, one refusal long ago hides none that was approved."""
    return 2 * needed + 10


def _decided(needed: int, **who: User | Guest) -> QuerySet[Comment, tuple[str, datetime]]:
    """Newest first, with the status. Held and deleted ones say nothing."""
    rows = Comment.objects.filter(status__in=DECIDED, **who).order_by("-id")
    return rows.values_list("status", "created_at")[: _enough(needed)]


def _has_earned(needed: int, decided: Iterable[tuple[str, datetime]]) -> bool:
    if needed == 0:
        return True
    now = timezone.now()
    remembered = now - timedelta(days=int(settings.get("refusal_remembered_days")))
    awake = now - timedelta(days=int(settings.get("known_for_days")))
    published = 0
    for status, at in islice(decided, _enough(needed)):
        if status == Status.PUBLISHED:
            if published == 0 and at < awake:
                return False
            published += 1
            if published == needed:
                return True
        elif at > remembered:
            return False
    return False
