"""The map of the site. Each app keeps its own addresses; here stands only their order."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config import views

APPS = (
    "gateways.ops",
    "gateways.portability",
    "accounts",
    "forum.comments",
    "forum.moderation",
    "forum.notifications",
    "forum.topics",
    "articles",
    "foundation.search",
    "foundation.branding",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("robots.txt", views.robots, name="robots"),
    path("media/<path:path>", views.media, name="media"),
    path("admin/", admin.site.urls),
    # An app without addresses has no such module.
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
    path("accounts/", include("allauth.urls")),
]
