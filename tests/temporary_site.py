"""A site of its own for a tool that measures or attacks: data folder, database, web server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

from tests import engines

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 30.0


class TemporarySite:
    """
    Prepares the folder and the environment of this process on entering, so that Django can be
    set up afterwards; `serve` starts the web server as the product does. Leaving ends and
    removes everything.
    """

    def __init__(
        self, *, db: str = "sqlite", settings: str = "config.settings", static: bool = True
    ) -> None:
        self.db = db
        self.settings = settings
        self.static = static
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None
        self.live: subprocess.Popen[bytes] | None = None
        self.live_port = 0
        self._database: engines.Server | None = None
        self._folder = ""

    def __enter__(self) -> TemporarySite:
        self._folder = tempfile.mkdtemp(prefix="threadwell-site-")
        try:
            self._database = engines.start(self.db)
            for name in [name for name in os.environ if name.startswith("THREADWELL_")]:
                del os.environ[name]
            for name in ("DATABASE_URL", "REDIS_URL"):
                os.environ.pop(name, None)
            if self._database:
                os.environ["DATABASE_URL"] = self._database.url
            os.environ |= {
                "THREADWELL_DATA": self._folder,
                "THREADWELL_SITE_URL": self.url,
                "DJANGO_SETTINGS_MODULE": self.settings,
                "BIND": f"127.0.0.1:{self.port}",
            }
            # Collecting the static files takes half a minute, and not every tool looks at a page.
            task = ["prepare"] if self.static else ["migrate", "--verbosity=0"]
            subprocess.run([sys.executable, "manage.py", *task], check=True, cwd=PROJECT,
                           stdout=subprocess.DEVNULL)  # fmt: skip
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def log(self) -> Path:
        """What the web server wrote: the place to look after an answer of 500."""
        return Path(self._folder) / "web.log"

    @property
    def logs(self) -> list[Path]:
        return [self.log, Path(self._folder) / "worker.log"]

    def start_worker(self) -> int:
        """The worker, as `make run` starts it. Returns its process id."""
        with self.logs[1].open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "manage.py", "worker"],
                cwd=PROJECT, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        return self.worker.pid

    def start_live(self) -> int:
        """The server of streams on a port of its own. Returns its process id."""
        self.live_port = free_port()
        with (Path(self._folder) / "live.log").open("ab") as log:
            self.live = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "python:config.live_server",
                 "config.asgi:application"],
                cwd=PROJECT, stdout=log, stderr=log, start_new_session=True,
                env=os.environ | {"LIVE_BIND": f"127.0.0.1:{self.live_port}"},
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not self._answers(self.live_port):
            if self.live.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The server of streams did not start")
            time.sleep(0.1)
        return self.live.pid

    def serve(self) -> None:
        with self.log.open("ab") as log:
            self.web = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "python:config.server",
                 "config.wsgi:application"],
                cwd=PROJECT, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not self._answers(self.port):
            if self.web.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The web server did not start: {self.log.read_text()[-2000:]}")
            time.sleep(0.1)

    def processes(self) -> list[int]:
        """The processes that serve: the web server's first one, and the database's."""
        from django.db import connection

        found = [self.web.pid] if self.web else []
        if connection.vendor == "postgresql":
            from tests.bench.processes import parent_of

            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                found.append(parent_of(cursor.fetchone()[0]))
        return found

    def close(self) -> None:
        for process in (self.live, self.worker, self.web):
            if process is not None:
                _end(process)
        self.live = self.worker = self.web = None
        if self._database is not None:
            self._database.stop()
            self._database = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def _answers(self, port: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
