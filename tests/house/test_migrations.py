"""Migrations are named by hand and say what they do."""

from __future__ import annotations

import re

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

NUMBERED = re.compile(r"\d{4}_[a-z][a-z0-9_]+")


def own_migrations() -> list[tuple[str, str]]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = {
        app.label for app in apps.get_app_configs() if app.path.startswith(str(settings.BASE_DIR))
    } - {app.label for app in apps.get_app_configs() if "site-packages" in app.path}
    return [key for key in loader.disk_migrations if key[0] in ours]


def test_names_are_numbered_words() -> None:
    wrong = [f"{label}.{name}" for label, name in own_migrations() if not NUMBERED.fullmatch(name)]
    assert not wrong


def test_names_are_not_the_ones_django_would_have_chosen() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    wrong = []
    for key in own_migrations():
        migration = loader.disk_migrations[key]
        chosen = re.sub(r"^\d{4}_", "", key[1])
        if chosen == "initial":
            continue
        if "auto" in chosen.split("_") or (
            migration.operations and chosen == migration.suggest_name()
        ):
            wrong.append(".".join(key))
    assert not wrong


def test_each_app_has_one_line_of_migrations() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    assert not loader.detect_conflicts()
