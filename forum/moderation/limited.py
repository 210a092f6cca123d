"""
The limited view: while it is on, nothing under /moderation/ shows whom it is about or what they
wrote, so that a screen can be shared. It ends with the session. Pages say by their guard that
they can do that; all others are closed meanwhile.
"""

from typing import Final

from django.http import HttpRequest

KEY: Final = "moderation without personal data"


def is_on(request: HttpRequest) -> bool:
    return bool(request.session.get(KEY))


def switch(request: HttpRequest, *, on: bool) -> None:
    if on:
        request.session[KEY] = True
    else:
        request.session.pop(KEY, None)
