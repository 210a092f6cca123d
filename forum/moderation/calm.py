"""
What a moderator asks for themselves: texts covered until they open them, and a break. Kept with
the person; nobody else sees it, and nothing counts it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

COVER: Final = "texts covered in the queue"
PAUSE: Final = "break from the queue"

COVERS: Final[Mapping[str, str | Promise]] = {
    "": _("Show all texts"),
    "risk": _("Cover what is about somebody at risk"),
    "all": _("Cover all texts"),
}


def cover_of(user: User | None) -> str:
    chosen = user.choices.get(COVER, "") if user is not None else ""
    return chosen if chosen in COVERS else ""


def covers(user: User | None, *, is_at_risk: bool) -> bool:
    """Whether this moderator opens such a text first."""
    return {"": False, "risk": is_at_risk, "all": True}[cover_of(user)]


def paused_until(user: User | None) -> datetime | None:
    """The end of a break, while it lasts."""
    stored = user.choices.get(PAUSE, "") if user is not None else ""
    until = parse_datetime(stored) if stored else None
    return until if until is not None and until > timezone.now() else None
