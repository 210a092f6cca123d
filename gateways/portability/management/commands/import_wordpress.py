"""Pour a WordPress export (WXR) into the site."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from gateways.portability import report_words
from gateways.portability.services.import_wordpress import import_wordpress
from gateways.portability.wxr.items import WxrError


class Command(BaseCommand):
    help = (
        "Import the articles, comments and people of a WordPress export (Tools, Export). "
        "Nothing is sent to anybody. What is here already is left alone, so an import that was "
        "interrupted can simply be run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the export, an .xml file")
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would happen and change nothing"
        )
        parser.add_argument("--json", action="store_true", help="report as JSON")
        parser.add_argument(
            "--source",
            default="",
            help="a name for the site the export comes from (default: its address); imports of "
            "one source never bring the same thing twice",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                report = import_wordpress(
                    file,
                    source=options["source"],
                    dry_run=options["dry_run"],
                    progress=self._show_progress if self.stderr.isatty() else None,
                )
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(reason)s")
                % {"file": path, "reason": error.strerror or error}
            ) from error
        except WxrError as error:
            raise CommandError(
                _("%(file)s, line %(line)d, column %(column)d: %(reason)s Nothing was changed.")
                % {
                    "file": path,
                    "line": error.line,
                    "column": error.column,
                    "reason": error.reason,
                }
            ) from error
        facts = report_words.facts(report, file=str(path), dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(report_words.sentences(report, dry_run=options["dry_run"]))

    def _show_progress(self, done: int, total: int) -> None:
        if done == total or done % 20 == 0:
            words = _("%(done)d of %(total)d items") % {"done": done, "total": total}
            self.stderr.write(f"\r{words}", ending="\n" if done == total else "")
            self.stderr.flush()
