"""`manage.py recount`: make every stored counter right again from the rows it counts."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.services import recount as ratings
from forum.comments.models import Discussion
from forum.comments.services.recount import recount as recount_discussion
from forum.moderation.services import recount as cases
from forum.moderation.services import reply_desk
from forum.topics.services import boards


class Command(BaseCommand):
    help = "Count again: discussions, ratings, boards, and that what is held has an open case."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--discussion", type=int, help="only this discussion")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Discussion.objects.order_by("pk")
        if options["discussion"]:
            found = found.filter(pk=options["discussion"])
        wrong = sum(recount_discussion(discussion) for discussion in found.iterator(chunk_size=200))
        result = {"discussions": wrong}
        if not options["discussion"]:
            mended = cases.recount()
            boards.count()
            result |= {
                "ratings": ratings.recount(),
                "held_without_case": mended.missing,
                "cases_without_reason": mended.stale,
                "questions": reply_desk.recount(),
            }
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        for name, count in result.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {count} put right")
