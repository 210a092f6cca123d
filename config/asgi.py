"""The site for a server that speaks ASGI, which it needs for streams alone (docs/operate.md)."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_pages = get_asgi_application()

from gateways.live.stream import Streams  # noqa: E402  the settings come first

application = Streams(_pages)
