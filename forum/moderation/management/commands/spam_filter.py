"""`manage.py spam_filter [--learn | --export FILE | --import FILE]`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from forum.moderation.learner import LEAST_HAM, LEAST_SPAM
from forum.moderation.models import SpamModel
from forum.moderation.services import learn


class Command(BaseCommand):
    help = "Say what the spam filter has learnt; let it learn now; write it to a file or read it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--learn", action="store_true", help="learn now from what was decided")
        choice.add_argument("--export", metavar="FILE", help="write what was learnt")
        choice.add_argument("--import", metavar="FILE", dest="read", help="go on with such a file")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["learn"]:
            learn.learn()
        elif options["read"]:
            self._read(Path(options["read"]))
        elif options["export"]:
            self._write(Path(options["export"]))
        self._say()

    def _read(self, file: Path) -> None:
        try:
            learn.imported(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, ValidationError) as error:
            raise CommandError(f"{file} could not be read as a spam filter: {error}") from error

    def _write(self, file: Path) -> None:
        found = learn.exported()
        if found is None:
            raise CommandError("The spam filter has not learnt anything yet.")
        try:
            file.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{file} could not be written: {error}") from error

    def _say(self) -> None:
        last = SpamModel.objects.order_by("-id").first()
        if last is None:
            self.stdout.write(
                f"Nothing learnt yet: that takes {LEAST_SPAM} comments that people marked "
                f"as spam, and {LEAST_HAM} that were published."
            )
            return
        self.stdout.write(
            f"Learnt from {last.spam} spam and {last.ham} published comments. Of a fifth that was "
            f"held out, precision {last.precision / 10:.1f} %, recall {last.recall / 10:.1f} %."
        )
