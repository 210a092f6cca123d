"""
A text that somebody wrote before they signed in or joined, kept for when they come back.

It stands in the session, which is there already for who signs in: the way through sign-up and
the mail that confirms an address ends in the same browser.
"""

import time
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

KEY: Final = "kept_texts"
# Who writes in more places at once still has the last ones.
MOST: Final = 3
SECONDS: Final = 3 * 24 * 3600


def lay(request: HttpRequest, place: str, text: str) -> None:
    """Keep the text for this place, such as d12."""
    others = {name: kept for name, kept in _texts(request).items() if name != place}
    newest = sorted(others.items(), key=lambda entry: entry[1][0])[-(MOST - 1) :]
    request.session[KEY] = dict(newest) | {place: [int(time.time()), text]}
    if not request.user.is_authenticated:
        request.session.set_expiry(SECONDS)


def at(request: HttpRequest, place: str) -> str:
    """What was kept for this place, or nothing. Looks at no session where none came."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    kept_at, text = _texts(request).get(place, (0, ""))
    return str(text) if kept_at > time.time() - SECONDS else ""


def drop(request: HttpRequest, place: str) -> None:
    """It was sent."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return
    texts = _texts(request)
    if texts.pop(place, None) is not None:
        request.session[KEY] = texts


def _texts(request: HttpRequest) -> dict[str, Any]:
    return dict(request.session.get(KEY, {}))
