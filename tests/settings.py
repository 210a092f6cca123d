"""The site's own settings with what differs under test; chosen by tests/conftest.py."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import CACHES, DATA_DIR, DATABASES, MAILERS, STORAGES

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")

SITE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = []

# Strength costs half a second for each person a test signs in.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# One real file: threads of a live server and of the queue see what the test committed.
DATABASES = {"default": DATABASES["default"]}
DATABASE_ROUTERS = []
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    # One that stays would stop the test database from being dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0

CACHES = {
    alias: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": alias,
    }
    for alias in CACHES
}
# Tests lay things in past the services; those of the page cache turn it on.
PAGE_CACHE = False
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MAILERS = {alias: {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"} for alias in MAILERS}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# Work outside the request is done at once; the fixture `queue` brings the real one back.
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}

MEDIA_ROOT = DATA_DIR / f"media-{_worker}"
STATIC_ROOT = DATA_DIR / f"static-{_worker}"
for _folder in (MEDIA_ROOT, STATIC_ROOT):
    Path(_folder).mkdir(parents=True, exist_ok=True)
