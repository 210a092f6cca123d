"""Obvious spam: stop the person and take away what they wrote lately, in one step."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Guest, SanctionKind, User
from forum.comments import home
from forum.moderation import people
from forum.moderation.models import Case
from forum.moderation.services import sanctions
from forum.moderation.services.decide import decide
from foundation.database.again import again

# A ban needs a second moderator; until then, and for a guest, this long.
STOPPED_FOR: Final = timedelta(days=30)
DAYS: Final = (1, 7, 30)


@dataclass(frozen=True, slots=True)
class Swept:
    removed: int
    has_more: bool


@again
@transaction.atomic
def sweep(whom: User | Guest, *, by: User, days: int, newest: int) -> Swept:
    """
    Suspend, propose a ban of a member, and mark as spam what was written in the last days, each
    with a decision of its own. `newest` is the last comment of the preview: what came later was
    not looked at and stays.
    """
    reason = _("Your account was used to advertise here.")
    sanctions.limit(
        whom,
        SanctionKind.SUSPENSION,
        by=by,
        until=timezone.now() + STOPPED_FOR,
        reason=reason,
    )
    if isinstance(whom, User) and people.proposed_ban(whom) is None:
        sanctions.propose_ban(whom, by=by, reason=reason)
    found, has_more = people.recent_of(whom, days=days)
    found = sorted((one for one in found if one.pk <= newest), key=lambda one: one.pk)
    home.lock_all([one.pk for one in found])  # at once, so that two sweeps never meet crosswise
    cases = {case.comment_id: case for case in Case.objects.open().filter(comment__in=found)}
    removed = 0
    for comment in found:
        outcome = decide(comment, "spam", by=by, case=cases.get(comment.pk))
        removed += outcome.done
    return Swept(removed, has_more)
