"""
Saying softly who looks at what, so that two moderators do not do the same work.

A claim lasts two minutes from the last thing its holder did on the card, and each request of the
card renews it. It hinders nobody: whoever decides first has decided, as ever.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from forum.moderation.models import Case, Claim

LEASE: Final = timedelta(minutes=2)


def take(case: Case, *, by: User) -> bool:
    """Claim an open case, or go on holding it. False where somebody else looks at it."""
    if not case.is_open:
        return False
    now = timezone.now()
    held = Claim.objects.filter(case=case)
    if held.filter(by=by).update(until=now + LEASE):
        return True
    if held.filter(until__lte=now).update(by=by, at=now, until=now + LEASE):
        return True
    try:
        with transaction.atomic():
            Claim.objects.create(case=case, by=by, at=now, until=now + LEASE)
    except IntegrityError:
        # Somebody else holds it, or took it at this very moment.
        return held.filter(by=by).exists()
    return True


def release(case: Case, *, by: User) -> bool:
    """Leave it to others."""
    gone, _rows = Claim.objects.filter(case=case, by=by).delete()
    return bool(gone)


def held_by_others(cases: Collection[int], *, me: User) -> dict[int, str]:
    """Who looks at these cases now, by case."""
    found = Claim.objects.alive().filter(case__in=cases).exclude(by=me)
    return dict(found.values_list("case_id", "by__name"))


def free_for(me: User) -> Q:
    """Of cases: what nobody else looks at, and what this moderator may decide about."""
    taken = Claim.objects.alive().exclude(by=me).values("case_id")
    free = ~Q(pk__in=taken)
    if not me.is_administrator:
        free &= Q(comment__isnull=True) | ~Q(comment__author=me) | Q(comment__author__isnull=True)
    return free
