"""What the documents state about the code is true, or it goes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from tests.house.test_floors import FLOORS, FORUM

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
DECISION_HEADINGS = ("## Context", "## Decision", "## Consequences")


# The first columns of the tables that list rules and events.
RULE_ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|", re.MULTILINE)
EVENT_ROW = re.compile(r"^\| `(\w+(?:\.\w+)+)` \|", re.MULTILINE)
ADDRESS = re.compile(r"`(/[a-z][^`\s?#…]*)`")
# What stands for a part that differs, in the addresses of the documents.
PLACES = {
    "ID-SLUG": "1-a-topic",
    "BOARD": "a-board",
    "HANDLE": "ada",
    "SLUG": "a-slug",
    "VERB": "approve",
    "ID": "1",
}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def words_of(path: Path) -> str:
    """A document without its examples: lines set in by four spaces, and code between ticks."""
    text = re.sub(r"^(?: {4}|\t).*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return re.sub(r"`[^`\n]*`", "", text)


def anchors_of(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def section_of(name: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its rank."""
    return re.split(r"^## ", read(name).split(f"## {heading}\n")[1], flags=re.MULTILINE)[0]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", words_of(path)):
        if "://" not in target and not (path.parent / target).exists():
            broken.append(target)
    assert not broken


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_to_a_heading_find_it(path: Path) -> None:
    broken = []
    for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", words_of(path)):
        if anchor not in anchors_of(path.parent / target if target else path):
            broken.append(f"{target}#{anchor}")
    assert not broken


def test_every_document_can_be_found_from_the_table_of_contents() -> None:
    contents = words_of(ROOT / "docs" / "index.md")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert {name for name in pages if f"({name})" not in contents} == set()


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


def test_every_rule_is_explained_to_moderators_under_its_label() -> None:
    from forum.moderation import pipeline

    rows = dict(RULE_ROW.findall(section_of("docs/moderate.md", "Rules")))
    assert rows == {rule.id: str(rule.label) for rule in pipeline.registered().values()}


def test_every_kind_of_event_is_listed_for_developers() -> None:
    from foundation.activity import events

    rows = EVENT_ROW.findall(section_of("docs/develop.md", "An event"))
    assert rows == sorted(rows)
    assert set(rows) == set(events.sentences())


def test_every_tab_and_verb_of_the_queue_is_explained_to_moderators() -> None:
    from forum.moderation import buttons, kinds, policies

    text = read("docs/moderate.md")
    words = [str(kind.label) for kind in kinds.registered().values()]
    words += [
        str(buttons.label_of(verb, None)) for verbs in policies.VERBS.values() for verb in verbs
    ]
    words += [str(buttons.KEEP), str(buttons.KEEP_AND_REPLY)]
    assert [word for word in words if word not in text] == []


def test_every_command_that_is_documented_exists() -> None:
    known = get_commands()
    for path in DOCUMENTS:
        named = set(re.findall(r"manage\.py ([a-z_]+)", path.read_text(encoding="utf-8")))
        assert named <= set(known), path.name


def test_every_command_of_ours_is_documented() -> None:
    ours = {name for name, app in get_commands().items() if app.partition(".")[0] in FLOORS}
    text = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert [name for name in sorted(ours) if f"manage.py {name}" not in text] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_address_that_is_documented_exists(path: Path) -> None:
    unknown = []
    for address in ADDRESS.findall(path.read_text(encoding="utf-8")):
        example = address
        for place, value in PLACES.items():
            example = example.replace(place, value)
        try:
            resolve(example)
        except Resolver404:
            unknown.append(address)
    assert not unknown


def test_a_decision_named_by_its_number_is_the_one_that_is_linked() -> None:
    for path in DOCUMENTS:
        for number, target in re.findall(
            r"\[[Dd]ecision (\d+)\]\([^)]*?(\d{4})-[^)]+\)", path.read_text(encoding="utf-8")
        ):
            assert int(number) == int(target), path.name
