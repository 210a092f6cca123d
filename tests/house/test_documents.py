"""What the documents state about the code is true, or it goes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.house.test_floors import FLOORS, FORUM

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
DECISION_HEADINGS = ("## Context", "## Decision", "## Consequences")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if "://" not in target and not (path.parent / target).exists():
            broken.append(target)
    assert not broken


def test_the_table_of_floors_names_the_floors_in_their_order() -> None:
    rows = re.findall(r"^\| (\d) \| `(\w+)` \|", read("docs/architecture.md"), re.MULTILINE)
    assert [name for _number, name in sorted(rows)] == list(FLOORS)


def test_the_contracts_are_the_floors() -> None:
    contracts = read("pyproject.toml")
    ordered = ", ".join(f'"{name}"' for name in reversed(FLOORS))
    assert f"layers = [{ordered}]" in contracts
    assert set(FORUM) == {path.parent.name for path in (ROOT / "forum").glob("*/apps.py")}


def test_every_app_is_named_in_the_architecture() -> None:
    text = read("docs/architecture.md")
    apps = [path.parent.name for path in ROOT.glob("*/*/apps.py")]
    assert [name for name in apps if f"`{name}`" not in text] == []


def test_every_make_target_that_is_documented_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    documented = set()
    for path in DOCUMENTS:
        documented |= set(re.findall(r"(?:`|    )make ([a-z]+)", path.read_text(encoding="utf-8")))
    assert documented <= targets


def test_every_setting_that_is_documented_exists() -> None:
    from config.reference import ENTRIES

    for path in DOCUMENTS:
        names = set(re.findall(r"THREADWELL_[A-Z0-9_]*[A-Z0-9]", path.read_text(encoding="utf-8")))
        assert {name.removesuffix("_FILE") for name in names} <= set(ENTRIES), path.name


def test_decisions_are_numbered_and_say_why() -> None:
    paths = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(path.name[:4]) for path in paths]
    assert numbers == list(range(1, len(paths) + 1))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert all(heading in text for heading in DECISION_HEADINGS), path.name


def test_the_statuses_of_a_comment_are_those_of_the_code() -> None:
    from forum.comments.models import Status

    text = read("docs/architecture.md")
    assert [status for status in Status.values if f"`{status}`" not in text] == []
