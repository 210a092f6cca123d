"""The map of the site. Each app keeps its own addresses; here stands only their order."""

from __future__ import annotations

from importlib.util import find_spec

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config import views

# What is asked for most stands first: an address is compared with each until one fits. The pages
# of the owner's own names come last.
APPS = (
    "forum.topics",
    "articles",
    "forum.comments",
    "accounts",
    "gateways.ops",
    "gateways.live",
    "gateways.mailin",
    "gateways.portability",
    "forum.notifications",
    "forum.moderation",
    "foundation.search",
    "foundation.branding",
)

# Administrators sign in where everybody does: with limits on tries, and a proved address.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("robots.txt", views.robots, name="robots"),
    path("media/<path:path>", views.media, name="media"),
    path("admin/", admin.site.urls),
    # An app without addresses has no such module.
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
    path("accounts/", include("allauth.urls")),
]
