"""The commands a newcomer types: they work, or say in a sentence why not."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def environment(**variables: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("THREADWELL_")
        and name not in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    }
    return kept | variables


def call(*command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken_port() -> Iterator[int]:
    with contextlib.closing(socket.socket()) as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield int(holder.getsockname()[1])


@pytest.mark.parametrize(
    ("prepared", "said"),
    [("yes", "-c statement_timeout=9000 -c plan_cache_mode=force_generic_plan 0"), ("no", "None")],
)
def test_what_an_address_asks_of_the_database_is_kept(
    prepared: str, said: str, tmp_path: Path
) -> None:
    show = (
        "from django.conf import settings; d = settings.DATABASES['default']; o = d['OPTIONS'];"
        "print(d['ENGINE'], d['CONN_MAX_AGE'], d['CONN_HEALTH_CHECKS'], o['tcp_user_timeout']);"
        "print(o['options'], o.get('prepare_threshold'))"
    )
    done = call(
        sys.executable,
        "-c",
        show,
        DATABASE_URL="postgresql://me@localhost/x?options=-c%20statement_timeout%3D9000",
        THREADWELL_DATABASE_PREPARED=prepared,
        THREADWELL_DATA=str(tmp_path),
        DJANGO_SETTINGS_MODULE="config.settings",
    )
    stays, options = done.stdout.strip().splitlines()[-2:]
    assert options.endswith(said), done.stderr
    # A connection stays with its thread, and is looked at before a request uses it.
    assert stays == "foundation.database.postgresql 3600 True 10000"


def test_a_port_in_use_is_said_in_a_sentence(taken_port: int, tmp_path: Path) -> None:
    done = call(sys.executable, "bin/run", "--port", str(taken_port), "--data", tmp_path)
    assert done.returncode == 1
    assert f"Port {taken_port} is in use" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_what_is_no_port_is_refused(port: str, tmp_path: Path) -> None:
    done = call(sys.executable, "bin/run", "--port", port, "--data", tmp_path)
    assert done.returncode != 0
    assert "is no port" in done.stderr


def test_a_bad_setting_stops_a_command_with_a_sentence(tmp_path: Path) -> None:
    done = call(
        sys.executable,
        "manage.py",
        "prepare",
        THREADWELL_DATA=str(tmp_path),
        THREADWELL_DEBUG="perhaps",
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "THREADWELL_DEBUG is 'perhaps'; it takes yes or no."


def test_a_dangerous_site_does_not_start(tmp_path: Path) -> None:
    done = call(
        sys.executable,
        "manage.py",
        "prepare",
        THREADWELL_DATA=str(tmp_path),
        THREADWELL_SITE_URL="https://example.org",
        THREADWELL_DEBUG="yes",
    )
    assert done.returncode == 1
    assert "config.E003" in done.stderr
    assert "Making the database" not in done.stdout


def test_manage_enters_the_projects_environment_from_another_python(tmp_path: Path) -> None:
    other = Path(os.path.realpath(sys.executable))  # the base interpreter, without our packages
    done = call(other, "-I", "manage.py", "version")
    if (ROOT / ".venv").exists():
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("6.")


def test_manage_without_an_environment_says_how_to_make_one(tmp_path: Path) -> None:
    copy = tmp_path / "manage.py"
    copy.write_text((ROOT / "manage.py").read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run(
        [os.path.realpath(sys.executable), "-I", str(copy), "version"],
        env={"PATH": os.defpath, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "make run" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_cache_may_be_deleted(tmp_path: Path) -> None:
    """The table is made whenever the file is opened, and is the one Django itself would make."""
    script = (
        "import django; django.setup()\n"
        "from django.core.cache import cache\n"
        "cache.set('word', 'kept'); print(cache.get('word'))\n"
    )
    variables = {
        "THREADWELL_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
    }
    for _start in range(2):
        done = call(sys.executable, "-c", script, **variables)
        assert done.stdout.strip() == "kept", done.stderr
        for file in tmp_path.glob("cache.sqlite3*"):
            file.unlink()
    call(sys.executable, "-c", script, **variables)
    with contextlib.closing(sqlite3.connect(tmp_path / "cache.sqlite3")) as ours:
        made = ours.execute("SELECT name, type, pk FROM pragma_table_info('cache')").fetchall()
    assert made == [
        ("cache_key", "varchar(255)", 1),
        ("value", "TEXT", 0),
        ("expires", "datetime", 0),
    ]


def test_a_site_starts_answers_and_stops_cleanly(tmp_path: Path, free_port: int) -> None:
    site = subprocess.Popen(
        [sys.executable, "bin/run", "--port", str(free_port), "--data", tmp_path, "--sample", "0"],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        deadline = time.monotonic() + 240
        status = 0
        while status != 200 and time.monotonic() < deadline and site.poll() is None:
            with contextlib.suppress(urllib.error.URLError, OSError):
                address = f"http://127.0.0.1:{free_port}/readyz"
                with urllib.request.urlopen(address, timeout=5) as response:
                    status = response.status
        site.send_signal(signal.SIGTERM)
        output, _nothing = site.communicate(timeout=30)
    finally:
        site.kill()
    assert status == 200, output
    assert site.returncode == 0, output
    assert output.rstrip().endswith("Stopped.")
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", free_port))
