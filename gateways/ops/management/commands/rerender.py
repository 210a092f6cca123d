"""`manage.py rerender`: bring every stored text to the present renderer, now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.services.rerender import rerender as rerender_articles
from forum.comments.services.rerender import rerender as rerender_comments


class Command(BaseCommand):
    help = "Render and clean again what an earlier renderer made. Safe on a living site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500)

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        while done := rerender_comments(options["batch"]) + rerender_articles(options["batch"]):
            total += done
            self.stdout.write(f"{total} texts rendered again", ending="\r")
        self.stdout.write(f"{total} texts rendered again")
