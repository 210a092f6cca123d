"""What a person chose about hearing from the site, or the defaults where they chose nothing."""

from datetime import datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from accounts.models import User
from forum.notifications.models import Preferences
from forum.notifications.recipients import Person
from foundation.branding import settings

WEEKS: Final = (1, 2, 4, 8)  # how long a pause can be


def of(person: Person) -> Preferences:
    """Their row, or an unsaved one with the defaults. No query where it was read with them."""
    try:
        found: Preferences = person.notification_preferences
    except ObjectDoesNotExist:
        return Preferences(**{"user" if isinstance(person, User) else "guest": person})
    return found


def mail_is_on() -> bool:
    """Whether this site sends mail at all."""
    return bool(django_settings.MAIL_IS_ON)


def is_paused(preferences: Preferences, now: datetime | None = None) -> bool:
    until = preferences.paused_until
    return until is not None and until > (now or timezone.now())


def digest_every(preferences: Preferences) -> str:
    return preferences.digest or str(settings.get("digest_every"))


def confirmed_address(person: Person) -> str:
    """The address of somebody who proved that it is theirs; else nothing."""
    if isinstance(person, User):
        known = EmailAddress.objects.filter(
            user=person, email__iexact=person.email, verified=True
        ).first()
        return known.email if known is not None and person.email else ""
    address = getattr(person, "address", None)
    return address.email if address is not None and address.confirmed_at is not None else ""


def language_of(person: Person) -> str:
    chosen = person.language if isinstance(person, User) else ""
    return chosen if chosen in dict(django_settings.LANGUAGES) else django_settings.LANGUAGE_CODE


def zone_of(person: Person) -> tzinfo:
    chosen = person.time_zone if isinstance(person, User) else ""
    try:
        return ZoneInfo(chosen or django_settings.TIME_ZONE)
    except (OSError, ValueError, KeyError):
        return ZoneInfo(django_settings.TIME_ZONE)


def after_quiet_hours(person: Person, moment: datetime) -> datetime:
    """The moment itself, or the end of the person's quiet hours where it falls into them."""
    chosen = of(person)
    begin, end = chosen.quiet_from, chosen.quiet_to
    if begin is None or end is None or begin == end:
        return moment
    local = moment.astimezone(zone_of(person))
    is_quiet = begin <= local.hour < end if begin < end else not end <= local.hour < begin
    if not is_quiet:
        return moment
    # By the clock on the wall: a night that is an hour shorter ends at the same hour.
    ends = local.replace(hour=end, minute=0, second=0, microsecond=0)
    if ends <= local:
        ends = (local + timedelta(days=1)).replace(hour=end, minute=0, second=0, microsecond=0)
    return ends.astimezone(moment.tzinfo)
