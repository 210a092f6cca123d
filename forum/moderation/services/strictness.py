"""Saying who waits in a place, and taking it back."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.refusal import Refused
from forum.moderation import places, policies
from forum.moderation.models import Strictness, Who
from forum.moderation.strictness import MARK, SITE
from foundation.branding import settings


def let_wait(
    place: str, who: str, *, by: User, hours: int | None = None, reason: str = ""
) -> Strictness:
    """From now on these people wait in this place, for so many hours or until somebody ends it.
    What was said of the place before ends."""
    _allow(by)
    if who not in Who.values:
        raise ValidationError({"who": _("Please choose who waits.")})
    within = places.within(place) if place != SITE else None
    if place != SITE and (within is None or not _is_there(place)):
        raise ValidationError({"place": _("Please choose a place from the list.")})
    now = timezone.now()
    with transaction.atomic():
        _end(place, by)
        settings.move_mark(MARK)
        return Strictness.objects.create(
            place=place,
            who=who,
            by=by,
            reason=reason.strip()[:200],
            starts_at=now,
            ends_at=now + timedelta(hours=hours) if hours else None,
        )


def end(row: Strictness, *, by: User) -> bool:
    """The place is again as its surroundings are. Returns whether anything changed."""
    _allow(by)
    with transaction.atomic():
        settings.move_mark(MARK)
        return _end(row.place, by)


def _end(place: str, by: User) -> bool:
    open_ = Strictness.objects.filter(place=place, ended_at=None)
    return bool(open_.update(ended_at=timezone.now(), ended_by=by))


def _is_there(place: str) -> bool:
    prefix, _dash, _number = place.partition("-")
    if prefix == places.DISCUSSION:
        within = places.within(place)
        return within is not None and within.exists()
    return any(one.value == place for _label, group in places.choices() for one in group)


def _allow(by: User) -> None:
    if refusal := policies.moderating_refusal(Viewer.for_user(by)):
        raise Refused(refusal)
