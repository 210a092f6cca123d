"""The law of docs/architecture.md, kept by machine: who may point at whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

FLOORS = ("foundation", "accounts", "forum", "articles", "gateways", "config")
FORUM = {"comments": 0, "moderation": 1, "notifications": 1, "topics": 2}
ROOT = Path(settings.BASE_DIR)
WITHOUT_MODULES_OF_THEIR_OWN = ("foundation", "forum", "gateways")
NO_HOMES = {"utils", "common", "core", "helpers", "misc", "util", "helper"}


def may_point(source: str, target: str) -> bool:
    """Whether code in package `source` may name something in package `target`."""
    mine, yours = source.split("."), target.split(".")
    if mine[0] not in FLOORS or yours[0] not in FLOORS:
        return True  # a library
    if mine[0] != yours[0]:
        return FLOORS.index(mine[0]) > FLOORS.index(yours[0])
    if mine[0] == "forum" and mine[1:2] != yours[1:2]:
        return FORUM[mine[1]] > FORUM[yours[1]]
    return True


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        ("forum.comments", "accounts", True),
        ("accounts", "forum.comments", False),
        ("forum.moderation", "forum.notifications", False),
        ("forum.topics", "forum.moderation", True),
        ("forum.comments", "forum.topics", False),
        ("articles", "forum.topics", True),
        ("foundation.text", "config", False),
        ("foundation.text", "django.contrib.auth", True),
    ],
)
def test_the_rule_itself_says_what_the_law_says(source: str, target: str, allowed: bool) -> None:
    assert may_point(source, target) is allowed


def own_apps() -> list[AppConfig]:
    return [app for app in apps.get_app_configs() if app.name.split(".")[0] in FLOORS]


def test_every_app_stands_on_a_floor() -> None:
    here = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert here == set(FLOORS)


def test_model_relations_point_downwards() -> None:
    wrong = []
    for app in own_apps():
        for model in app.get_models(include_auto_created=True):
            for field in model._meta.get_fields(include_hidden=True):
                if field.auto_created and not field.concrete:
                    continue  # the other end of a relation, drawn by Django
                related = field.related_model
                if related is None or isinstance(related, str):
                    continue
                target = related._meta.app_config.name
                if related._meta.label == settings.AUTH_USER_MODEL:
                    continue
                if not may_point(app.name, target):
                    wrong.append(f"{model._meta.label}.{field.name} -> {related._meta.label}")
    assert not wrong


def test_no_model_uses_a_generic_relation() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for app in own_apps()
        for model in app.get_models()
        for field in model._meta.private_fields
        if type(field).__name__ in ("GenericForeignKey", "GenericRelation")
    ]
    assert not wrong


def test_migrations_depend_downwards() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    names = {app.label: app.name for app in apps.get_app_configs()}
    wrong = []
    for (label, name), migration in loader.disk_migrations.items():
        if names[label].split(".")[0] not in FLOORS:
            continue
        for dependency in migration.dependencies:
            target = dependency[0]
            if getattr(dependency, "setting", "") == settings.AUTH_USER_MODEL:
                continue  # the one exception, see docs/architecture.md
            if target == label or target not in names:
                continue
            if not may_point(names[label], names[target]):
                wrong.append(f"{label}.{name} -> {target}")
    assert not wrong


def own_modules() -> Iterator[tuple[str, Path]]:
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            parts = list(path.relative_to(ROOT).with_suffix("").parts)
            if parts[-1] == "__init__":
                parts.pop()
            yield ".".join(parts), path


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_import_points_upwards_not_even_inside_a_function() -> None:
    """import-linter sees imports in functions too; this one also sees strings that name a model."""
    wrong = []
    for name, path in own_modules():
        source = ".".join(name.split(".")[:2])
        for target in imported(ast.parse(path.read_text(encoding="utf-8"))):
            if target.split(".")[0] not in FLOORS:
                continue
            if target in FLOORS or (target.split(".")[0] == "forum" and target.count(".") == 0):
                continue
            if not may_point(source, ".".join(target.split(".")[:2])):
                wrong.append(f"{name} -> {target}")
    assert not wrong


def test_import_contracts_are_kept() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_houses_of_apps_hold_no_modules_of_their_own() -> None:
    strays = [
        str(path.relative_to(ROOT))
        for house in WITHOUT_MODULES_OF_THEIR_OWN
        for path in (ROOT / house).glob("*.py")
        if path.name != "__init__.py"
    ]
    assert not strays


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    assert not [name for name, _path in own_modules() if NO_HOMES & set(name.split("."))]


def test_no_package_hides_a_module_of_the_standard_library() -> None:
    assert not set(FLOORS) & sys.stdlib_module_names


def test_every_package_says_what_it_is_for() -> None:
    silent = [
        name
        for name, path in own_modules()
        if path.name == "__init__.py"
        and (path.parent / "apps.py").exists()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent
