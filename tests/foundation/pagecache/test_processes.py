"""What only several processes can show."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings


@pytest.fixture(scope="module")
def found() -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.foundation.pagecache.several_processes"],
        cwd=settings.BASE_DIR,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_of_many_who_ask_two_processes_at_once_one_waits_for_the_page(found: Any) -> None:
    assert found["first"] == ["slow page"] * 8
    assert found["first_made"] == 1


def test_what_one_process_made_the_other_shows(found: Any) -> None:
    assert found["second"] == ["slow page"] * 8
    assert found["second_made"] == 0


def test_a_change_told_by_a_third_process_is_heard_by_both(found: Any) -> None:
    assert found["changed"] == ["slow page"] * 8
    assert found["changed_made"] == 1


def test_the_cache_s_file_may_go_or_be_rubbish(found: Any) -> None:
    assert found["file_gone"] == ["slow page"] * 8
    assert found["file_broken"] == ["slow page"] * 8
