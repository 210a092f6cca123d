"""Gunicorn's settings for streams: `gunicorn -c python:config.live_server config.asgi`."""

from __future__ import annotations

import os
from typing import Any

bind = os.environ.get("LIVE_BIND", "127.0.0.1:8001")
workers = 1
worker_class = "asgi"
asgi_lifespan = "off"
worker_connections = 6_000
timeout = 60
# Streams end by themselves within a second; whatever is left is cut then.
graceful_timeout = 5
keepalive = 5
accesslog = None
loglevel = "warning"
control_socket_disable = True
forwarded_allow_ips = ""
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108


def post_worker_init(worker: Any) -> None:
    """A server that is told to stop tells its streams."""
    worker.asgi.hub.serve_while(lambda: worker.alive)
