"""The site's own settings with one more address: a bare view that all pages are compared to."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
