"""A real worker process, working on the database of the test."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection


class Workers:
    """Starts `manage.py worker` processes and leaves none behind.

    The test needs `django_db(transaction=True)`, so that the rows are there for them.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "THREADWELL_DATA": str(self._data),
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
        )
        self._started.append(process)
        return process

    def end_all(self) -> None:
        for process in self._started:
            if process.poll() is None:
                process.kill()
                process.wait()


def database_url() -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    user, password = quote(str(facts["USER"])), quote(str(facts["PASSWORD"]))
    place = f"{facts['HOST']}:{facts['PORT']}" if facts["PORT"] else str(facts["HOST"])
    if place.startswith("/"):  # the folder of a socket
        place = f"/{place}" if not facts["PORT"] else place
    return f"postgresql://{user}:{password}@{place}/{facts['NAME']}"


def make_pipe(folder: Path, name: str) -> Path:
    path = folder / name
    os.mkfifo(path)
    return path


def read_pipe(path: Path, *, seconds: float = 60) -> str:
    """What the other process writes; an error, not a hang, when it writes nothing."""
    handle = os.open(path, os.O_RDWR)  # read and write: opening waits for nobody
    try:
        ready, _, _ = select.select([handle], [], [], seconds)
        assert ready, f"nobody wrote to {path.name} within {seconds} seconds"
        return os.read(handle, 1000).decode()
    finally:
        os.close(handle)


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> int:
    process.send_signal(how)
    return process.wait(timeout=60)
