"""The site's own settings with one more page (slow_urls.py)."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.foundation.pagecache.slow_urls"
