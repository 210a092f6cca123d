"""The site for a server that speaks ASGI, which it needs for streams alone (docs/operate.md)."""

import os

from django.core.asgi import get_asgi_application
from django.core.signals import request_finished
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_pages = get_asgi_application()

from gateways.live.stream import Streams  # noqa: E402  the settings come first

application = Streams(_pages)


def _end_connections(**_told: object) -> None:
    """Django answers each page in a thread of its own, and nobody comes back to its connection."""
    connections.close_all()


request_finished.connect(_end_connections)
