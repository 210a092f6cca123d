"""How long what is held usually waits, measured by the worker and told to those who wait."""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.branding import settings

MARK: Final = "moderation.waiting"  # minutes; kept in the memory of each process
# What is told: never less than was measured, and nothing beyond the last.
_MINUTES: Final = (5, 10, 20, 30, 40)
_HOURS: Final = (1, 2, 3, 6, 12)
_DAYS: Final = (1, 2, 3, 5, 7)
STEPS: Final = (
    *_MINUTES,
    *(60 * hours for hours in _HOURS),
    *(24 * 60 * days for days in _DAYS),
)


def step_of(wait: timedelta) -> int:
    """In minutes, rounded up to what can be remembered; 0 where there is nothing good to tell."""
    minutes = wait / timedelta(minutes=1)
    return next((step for step in STEPS if minutes <= step), 0)


def sentence() -> str:
    """For the author of something that waits, or nothing where too little was measured."""
    minutes = settings.mark_of(MARK)
    if not minutes:
        return ""
    return _("Usually a moderator has looked within %(time)s.") % {"time": words(int(minutes))}


def rounded(wait: timedelta) -> str:
    """For the team, to the minute, the hour or the day."""
    return words(max(1, round(wait / timedelta(minutes=1))))


def words(minutes: int) -> str:
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = hours // 24
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
