"""What every template may say about the site; read only where a template says it."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.utils.functional import lazystr

from foundation.branding import settings


class _Lazy:
    """A setting that is read when it is printed."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __str__(self) -> str:
        return str(settings.get(self._key))


# Made once: each call makes a class, and each page has both.
_SITE: Final = {key: lazystr(_Lazy(key)) for key in ("site_name", "tagline")}


def site(_request: HttpRequest) -> dict[str, object]:
    return dict(_SITE)
