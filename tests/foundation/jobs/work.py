"""Jobs for the tests, in a module of its own so that a worker process can import them."""

from __future__ import annotations

from pathlib import Path

from django.tasks import task

from foundation.jobs.errors import GiveUp

done: list[str] = []


@task
def note(word: str) -> None:
    done.append(word)


@task(priority=10)
def note_first(word: str) -> None:
    done.append(word)


@task
def fail() -> None:
    raise ValueError("not today")


@task
def give_up() -> None:
    raise GiveUp("never")


@task
def be_told_to_stop() -> None:
    raise SystemExit(1)


@task
def append(path: str, word: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{word}\n")


@task
def hang_at_first(folder: str) -> None:
    """Says that it began, then waits for a word that never comes; the second run ends well."""
    tries = Path(folder) / "tries"
    with tries.open("a") as file:
        file.write("try\n")
    if tries.read_text().count("try") == 1:
        (Path(folder) / "began").write_text("at it\n")
        (Path(folder) / "never").read_text()
    (Path(folder) / "ended").write_text("well\n")


@task
def slow(folder: str) -> None:
    """Runs until the test opens the gate."""
    with (Path(folder) / "tries").open("a") as file:
        file.write("try\n")
    (Path(folder) / "began").write_text("at it\n")
    (Path(folder) / "gate").read_text()
    (Path(folder) / "ended").write_text("well\n")
