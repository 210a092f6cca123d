"""What people say of themselves, looked at by the rules (joined to accounts.profile_gate)."""

from datetime import timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.profile_gate import Words
from accounts.services import people
from accounts.viewer import Viewer
from forum.comments.gate import Effect, Hold
from forum.moderation import pipeline
from forum.moderation.models import PROFILE, SIGN_UP, Case, ProfileStatus, ProfileText
from forum.moderation.services.cases import close, keep, open_case
from foundation.activity import events

# So long what somebody says of themselves belongs to their joining.
NEW_FOR: Final = timedelta(days=2)


def check(user: User, words: Words) -> bool:
    """Whether these words wait for a moderator; then they are kept here, and the earlier ones
    stay. Earlier ones that waited do so no more."""
    return _look(user, words, is_shown=False)


def on_shown(user: User, words: Words) -> bool:
    """Look at words that are shown already. They stay; a moderator looks too."""
    return _look(user, words, is_shown=True)


def waiting(user: User) -> Words | None:
    row = ProfileText.objects.filter(user=user, status=ProfileStatus.WAITING).first()
    return Words(row.name, row.about) if row is not None else None


def approve(case: Case, by: User) -> tuple[str, str]:
    """Show the words, or leave them where they are shown. A name that somebody else took
    meanwhile is not given."""
    row = _row_of(case)
    if row is None:
        return "", ""
    if row.status == ProfileStatus.WAITING:
        words = Words(row.name, row.about)
        try:
            with transaction.atomic():
                people.say(row.user, words)
        except ValidationError:
            people.say(row.user, Words(row.user.name, row.about))
    return _settle(row, case, by, after=ProfileStatus.SHOWN)


def withhold(case: Case, by: User) -> tuple[str, str]:
    """Do not show the words. Of what is shown already, take away the part a rule found something
    in: the words, or the name."""
    row = _row_of(case)
    if row is None:
        return "", ""
    if row.status == ProfileStatus.SHOWN:
        about, name = row.user.about, row.user.name
        starts = list(case.firings.values_list("start", flat=True))
        if any(start is None or start > len(row.name) for start in starts):
            about = ""
        if not row.about or any(start is not None and start < len(row.name) for start in starts):
            name = _neutral_name(row.user)
        people.say(row.user, Words(name, about))
    return _settle(row, case, by, after="withheld")


def _look(user: User, words: Words, *, is_shown: bool) -> bool:
    new = ProfileText(user=user, name=words.name, about=words.about)
    viewer = Viewer.for_user(user)
    reads = pipeline.PROFILES
    if is_shown:
        found = pipeline.look(
            new.text, viewer=viewer, reads=reads | pipeline.SIGN_UPS, email=user.email
        )
    else:
        found = pipeline.look(new.text, viewer=viewer, reads=reads)
    found = [hold for hold in found if hold.effect != Effect.NUDGE]
    with transaction.atomic():
        row = ProfileText.objects.select_for_update().filter(user=user).first()
        if not found:
            if row is not None:
                close(row.case, "withdrawn")
                row.delete()
            return False
        waits = not is_shown and any(hold.waits for hold in found)
        new.status = ProfileStatus.WAITING if waits else ProfileStatus.SHOWN
        _store(row, new, found)
    return waits


def _store(row: ProfileText | None, new: ProfileText, found: list[Hold]) -> None:
    if row is None:
        row = new
        row.case = open_case(SIGN_UP if is_new(row.user) else PROFILE)
    else:
        row.name, row.about, row.status, row.at = new.name, new.about, new.status, timezone.now()
    row.save()
    keep(row.case, found)


def is_new(user: User) -> bool:
    return timezone.now() - user.joined_at < NEW_FOR


def _row_of(case: Case) -> ProfileText | None:
    found = ProfileText.objects.select_for_update(of=("self",)).select_related("user")
    return found.filter(case=case).first()


def _settle(row: ProfileText, case: Case, by: User, *, after: str) -> tuple[str, str]:
    """The words go; the case, closed by now, says whom it was about."""
    Case.objects.filter(pk=case.pk).update(user=row.user)
    case.user = row.user
    before = row.status
    if before == ProfileStatus.WAITING or after != ProfileStatus.SHOWN:
        events.record(
            "moderation.profile.decided",
            actor_id=by.pk,
            data={"person": row.user_id, "case": case.pk, "shown": after == ProfileStatus.SHOWN},
        )
    row.delete()
    return before, after


def _neutral_name(user: User) -> str:
    return _("Person %(number)d") % {"number": user.pk}
