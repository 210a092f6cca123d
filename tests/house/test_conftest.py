"""The tests' own ground: which engine, which folder, which browser."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection


@pytest.mark.django_db
def test_the_run_uses_the_engine_that_was_asked_for(request: pytest.FixtureRequest) -> None:
    asked = request.config.getoption("--db")
    assert connection.vendor == ("sqlite" if asked == "sqlite" else "postgresql")
    assert "test" in str(connection.settings_dict["NAME"])


@pytest.mark.django_db
def test_a_language_collation_is_real_where_it_was_asked_for(
    request: pytest.FixtureRequest,
) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'a' < 'B', 'Z' < 'a'")
        answer = cursor.fetchone()
    by_language = request.config.getoption("--db") == "postgres-icu"
    assert answer == ((True, False) if by_language else (False, True))


@pytest.mark.django_db
def test_the_sqlite_database_is_a_file_so_that_threads_share_it() -> None:
    if connection.vendor == "sqlite":
        assert Path(str(connection.settings_dict["NAME"])).is_file()


def test_nothing_is_written_into_the_project() -> None:
    assert str(settings.DATA_DIR).startswith(tempfile.gettempdir())
    assert str(settings.MEDIA_ROOT).startswith(str(settings.DATA_DIR))


def test_the_environment_of_the_developer_does_not_reach_the_tests() -> None:
    assert [name for name in os.environ if name.startswith("THREADWELL_")] == ["THREADWELL_DATA"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_browser_reads_the_live_server_with_and_without_javascript(
    page: Any, plain_page: Any
) -> None:
    for opened in (page, plain_page):
        assert opened.goto("/robots.txt").status == 200
    assert page.evaluate("1 + 1") == 2
