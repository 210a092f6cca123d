from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from foundation.jobs import queries
from foundation.jobs.models import Job
from foundation.jobs.services.retry_dead import retry_dead


class Command(BaseCommand):
    help = "Shows the queue and its dead jobs; --retry gives dead jobs their attempts again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--retry", metavar="ID", help="a dead job's id, or: all")
        parser.add_argument("--json", action="store_true", help="for a machine to read")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["retry"]:
            dead = Job.objects.dead()
            chosen = dead if options["retry"] == "all" else dead.filter(pk=options["retry"])
            self.stdout.write(f"{sum(retry_dead(job) for job in chosen)} jobs wait to run again")
            return
        facts = {
            "counts": queries.counts(),
            "oldest_due_seconds": round(queries.oldest_due_seconds(), 1),
            "dead": [
                {"id": str(job.pk), "task": job.task_path, "error": job.exception_class_path}
                for job in Job.objects.dead().order_by("-finished_at")[:50]
            ],
        }
        if options["json"]:
            self.stdout.write(json.dumps(facts))
        else:
            self._tell(facts)

    def _tell(self, facts: dict[str, Any]) -> None:
        for status, count in sorted(facts["counts"].items()):
            self.stdout.write(f"{status.lower():12}{count}")
        self.stdout.write(f"the oldest job that is due waits {facts['oldest_due_seconds']} s")
        for job in facts["dead"]:
            self.stdout.write(f"dead {job['id']} {job['task']}: {job['error']}")
