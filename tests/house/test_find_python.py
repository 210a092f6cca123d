"""The finder runs each candidate: a name in the path proves nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

FINDER = Path(settings.BASE_DIR) / "bin" / "find-python"
REAL = os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def find(home: Path, *, path: list[Path], **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(FINDER)],
        env={"HOME": str(home), "PATH": ":".join(map(str, path)), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def program(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def shims(tmp_path: Path) -> Path:
    """A path where python3 is too old and python3.13 is a shim that fails when called."""
    folder = tmp_path / "shims"
    program(folder, "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    program(folder, "python3", "exit 1")
    program(folder, "python", "echo 'Python 2.7.18'; exit 1")
    return folder


def test_a_working_candidate_behind_a_failing_shim_is_taken(tmp_path: Path, shims: Path) -> None:
    program(shims, "python3.12", f'exec {REAL} "$@"')
    found = find(tmp_path, path=[shims])
    assert found.returncode == 0
    assert os.path.realpath(found.stdout.strip()) == REAL


def test_pyenv_keeps_versions_its_shims_do_not_show(tmp_path: Path, shims: Path) -> None:
    program(tmp_path / ".pyenv/versions/3.13.0/bin", "python3", f'exec {REAL} "$@"')
    found = find(tmp_path, path=[shims])
    assert os.path.realpath(found.stdout.strip()) == REAL


def test_a_python_that_uv_brought_is_taken(tmp_path: Path, shims: Path) -> None:
    folder = tmp_path / ".local/share/uv/python/cpython-3.13.1-linux-x86_64-gnu/bin"
    program(folder, "python3", f'exec {REAL} "$@"')
    found = find(tmp_path, path=[shims])
    assert os.path.realpath(found.stdout.strip()) == REAL


def test_uv_is_asked_when_nothing_else_is_there(tmp_path: Path, shims: Path) -> None:
    brought = program(tmp_path / "brought", "python3.13", f'exec {REAL} "$@"')
    program(shims, "uv", f'case "$2" in find) echo {brought};; *) exit 0;; esac')
    found = find(tmp_path, path=[shims])
    assert os.path.realpath(found.stdout.strip()) == REAL


def test_a_named_python_is_preferred(tmp_path: Path, shims: Path) -> None:
    mine = program(tmp_path / "mine", "python", f'exec {REAL} "$@"')
    found = find(tmp_path, path=[shims], PYTHON=str(mine))
    assert os.path.realpath(found.stdout.strip()) == REAL
    assert not found.stderr


def test_a_wrongly_named_python_is_reported_and_passed_over(tmp_path: Path, shims: Path) -> None:
    program(shims, "python3.14", f'exec {REAL} "$@"')
    found = find(tmp_path, path=[shims], PYTHON=str(shims / "python3"))
    assert os.path.realpath(found.stdout.strip()) == REAL
    assert "is not a Python 3.12" in found.stderr


def test_without_any_it_says_what_to_install(tmp_path: Path, shims: Path) -> None:
    found = find(tmp_path, path=[shims])
    assert found.returncode == 1
    assert found.stdout == ""
    assert "apt-get install" in found.stderr


def test_the_base_interpreter_is_named_not_an_active_environment(tmp_path: Path) -> None:
    """Otherwise .venv would be made of itself when somebody has it activated."""
    found = find(tmp_path, path=[Path(sys.executable).parent])
    if found.returncode == 0:
        assert "/.venv/" not in found.stdout
