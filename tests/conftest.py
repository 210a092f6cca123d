"""One command for every engine: `pytest`, `pytest --db=postgres`, `pytest --db=postgres-icu`.

The controller of a run starts the database server and names the settings; the workers of
pytest-xdist inherit both through the environment.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests import engines


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db",
        choices=engines.KINDS,
        default=os.environ.get("TEST_DB", "sqlite"),
        help="the database engine of this run (default: a SQLite file)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Runs before pytest-django sets Django up (its own hook asks to be last)."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _prepare_run(config)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    from django.conf import settings

    assert settings.DATABASES  # read now, so that a fault in the settings shows here


def _prepare_run(config: pytest.Config) -> None:
    folder = tempfile.mkdtemp(prefix="threadwell-test-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    for name in [name for name in os.environ if name.startswith("THREADWELL_")]:
        del os.environ[name]
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ["THREADWELL_DATA"] = folder
    if server := engines.start(config.getoption("--db")):
        config.add_cleanup(server.stop)
        os.environ["DATABASE_URL"] = server.url


def pytest_report_header(config: pytest.Config) -> str:
    from django.db import connection

    return f"database: {config.getoption('--db')} ({connection.vendor})"


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    from foundation.branding import kept
    from foundation.branding import settings as site_settings
    from foundation.pagecache import near

    kept.forget()
    near.forget()
    # Read once a test, however slow the machine: the number of queries stays the same.
    site_settings.forget()
    site_settings.fresh_seconds = float("inf")
    yield
    from django.core.cache import caches

    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture
def queue(settings: Any) -> None:
    """The real queue instead of work done at once; run it with the worker's own functions."""
    from config.settings import TASKS

    settings.TASKS = TASKS


# --- A real browser: Debian's Chromium, with and without JavaScript ----------------------


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.fail("No Chromium in the path. On Debian: apt-get install chromium", pytrace=False)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    # Playwright keeps a loop running in this thread, and Django would refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    arguments = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox cannot be made by root
    return {"executable_path": _chromium(), "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "en-GB", "timezone_id": "Europe/Berlin", "reduced_motion": "reduce"}


@pytest.fixture
def new_person(new_context: Any, live_server: Any) -> Callable[..., Any]:
    """Opens a page in a context of its own, so that several people act in one journey.

    `new_person(script=False)` is somebody without JavaScript, `color_scheme="dark"` and
    the like go to the context.
    """

    def open_page(*, script: bool = True, **options: Any) -> Any:
        context = new_context(java_script_enabled=script, base_url=str(live_server.url), **options)
        return context.new_page()

    return open_page


@pytest.fixture
def page(new_person: Callable[..., Any]) -> Any:
    """A page with JavaScript; `page.goto("/")` opens the live server."""
    return new_person()


@pytest.fixture
def plain_page(new_person: Callable[..., Any]) -> Any:
    """The same without JavaScript."""
    return new_person(script=False)
