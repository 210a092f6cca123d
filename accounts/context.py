"""`viewer` in every template, and the base of absolute addresses."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.viewer import Viewer


def viewer(request: HttpRequest) -> dict[str, object]:
    return {
        "viewer": SimpleLazyObject(lambda: Viewer.of(request)),
        "site_url": settings.SITE_URL,
    }
