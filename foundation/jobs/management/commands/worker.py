from __future__ import annotations

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.autoreload import run_with_reloader

from foundation.jobs.worker import LeasedWorker


class Command(BaseCommand):
    help = (
        "Runs the work outside requests: mail, search index, recurring jobs. Start one or more; "
        "stop with SIGTERM, which lets the job at hand finish. A killed worker's job runs again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drain", action="store_true", help="stop when nothing is due")
        parser.add_argument("--once", action="store_true", help="run one job at most, then stop")
        parser.add_argument(
            "--interval", type=float, default=1.0, help="seconds between looks (default 1)"
        )
        parser.add_argument(
            "--lease", type=float, help="seconds after which a silent worker's job is given away"
        )
        parser.add_argument("--reload", action="store_true", help="restart when code changes")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["verbosity"] and not logging.getLogger("foundation.jobs").hasHandlers():
            logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
        worker = LeasedWorker(
            interval=options["interval"],
            until_empty=options["drain"] or options["once"],
            max_jobs=1 if options["once"] else None,
            lease_seconds=options["lease"],
        )
        worker.configure_signals()
        if options["reload"]:
            run_with_reloader(worker.run)
        else:
            worker.run()
