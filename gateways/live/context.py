"""What the line of new replies on a page needs to know."""

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest


class Live(NamedTuple):
    mode: str
    seconds: int


def live(_request: HttpRequest) -> dict[str, object]:
    """Nothing where it is switched off."""
    if settings.LIVE == "off":
        return {}
    return {"live": Live(settings.LIVE, settings.LIVE_SECONDS)}
