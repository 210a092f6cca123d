"""Make a data folder ready to serve: check, migrate, collect static files, sample content."""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from foundation.pagecache import versions

SAMPLE_WANTED = "sample-wanted"


class Command(BaseCommand):
    help = (
        "Bring the database and the static files up to date. Safe to run again at any time; "
        "run it after each update, before the servers start."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sample",
            action="store_true",
            help="lay in sample content if the database is new",
        )

    def handle(self, *args: Any, sample: bool, verbosity: int, **options: Any) -> None:
        call_command("check", stdout=StringIO())  # faults are raised; the rest is for `check`
        self._migrate(sample=sample)
        self._collect_static()
        versions.bump(versions.SITE)  # what is kept was made by the release before
        if sample:
            self._lay_in_sample(verbosity)

    def _migrate(self, *, sample: bool) -> None:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not plan:
            return
        new = not executor.loader.applied_migrations
        if new and sample:
            # Kept until the content is in, so that a start that was interrupted goes on.
            (settings.DATA_DIR / SAMPLE_WANTED).touch()
        self._say("Making the database" if new else f"Updating the database: {len(plan)} steps")
        call_command("migrate", verbosity=0, interactive=False)

    def _collect_static(self) -> None:
        """Compressing takes half a minute on a small machine, so only when a source changed."""
        mark = Path(settings.STATIC_ROOT) / ".sources"
        state = sources_state()
        if mark.exists() and mark.read_text(encoding="utf-8") == state:
            return
        self._say("Collecting the static files")
        call_command("collectstatic", verbosity=0, interactive=False)
        mark.write_text(state, encoding="utf-8")

    def _lay_in_sample(self, verbosity: int) -> None:
        wanted = settings.DATA_DIR / SAMPLE_WANTED
        if not wanted.exists():
            return
        if "sample" not in get_commands():
            wanted.unlink()
            return
        self._say("Laying in the sample content")
        try:
            call_command("sample", "load", verbosity=verbosity, stdout=self.stdout)
        except CommandError as error:
            raise CommandError(f"The sample content could not be laid in: {error}") from error
        wanted.unlink()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def sources_state() -> str:
    """A checksum of the contents of all static sources, and of what makes files of them."""
    total = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            with storage.open(name) as file:
                total.update(name.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return total.hexdigest()
