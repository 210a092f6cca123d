"""Gunicorn's settings: `gunicorn -c python:config.server config.wsgi`."""

from __future__ import annotations

import ctypes
import gc
import os
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = settings.WORKERS
worker_class = "gthread"
threads = settings.THREADS
# Read once and shared by all processes: less memory, and one that was killed is back in a
# blink. New code needs a restart; a HUP alone goes on with the old.
preload_app = True
timeout = 60
graceful_timeout = 10
keepalive = 5
# A leak, if there ever is one, ends with its process; the spread keeps them from ending together.
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None
loglevel = "warning"
control_socket_disable = True
# Django alone decides what a proxy may say (THREADWELL_TRUSTED_PROXY_COUNT).
forwarded_allow_ips = ""
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108

_M_ARENA_MAX = -8  # glibc's malloc.h


def _share_one_heap() -> None:
    """
    For all threads of a process: Python lets them work in turn anyway. Otherwise each thread that
    once made a large page keeps the room for another one. Only glibc has this switch.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


_share_one_heap()


def when_ready(_server: Any) -> None:
    """Before the first process is made: what each would read at its first request, and no open
    connection to share."""
    import_module(settings.ROOT_URLCONF)
    connections.close_all()
    gc.collect()
    gc.freeze()
