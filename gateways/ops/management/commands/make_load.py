"""`manage.py make_load`: big data to try on, a discussion of a million comments for one."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.services.publish import publish
from articles.services.write import create
from forum.comments.models import Discussion
from forum.topics.models import Board, Topic
from forum.topics.services import boards
from gateways.ops.invented import SEED
from gateways.ops.services import make_load

MOST = 10_000_000
NAME = "Load"
AGE = timedelta(days=400)  # so long ago a discussion began


def amount(text: str) -> int:
    digits = text.replace(",", "").replace("_", "")
    if not digits.isdigit() or not 0 < int(digits) <= MOST:
        raise ArgumentTypeError(f"{text} is no amount; it takes 1 to {MOST:,}")
    return int(digits)


class Command(BaseCommand):
    help = (
        "Fill a test site: a discussion with many comments, a board with many topics, a chain of "
        "replies. There is no way back but to throw the site away."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--comments", type=amount, help="a topic with so many replies")
        parser.add_argument("--article", type=amount, help="an article with so many comments")
        parser.add_argument("--chain", type=amount, help="a topic in which each answers the last")
        parser.add_argument("--topics", type=amount, help=f"so many topics on the board {NAME}")
        parser.add_argument("--seed", type=int, default=SEED, help="the same gives the same")
        parser.add_argument(
            "--force", action="store_true", help="also where the site has a public address"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = {name: options[name] for name in ("topics", "article", "comments", "chain")}
        if not any(wanted.values()):
            raise CommandError("Say what to make: --comments, --article, --chain or --topics.")
        if not settings.SITE_IS_LOCAL and not options["force"]:
            raise CommandError(
                f"This site has a public address, {settings.SITE_URL}. Invented talk cannot be "
                "taken out of it again; --force lays it in all the same."
            )
        self.cast = make_load.make_cast(options["seed"])
        self.board = Board.objects.filter(slug=NAME.lower()).first() or boards.make(NAME)
        for name, count in wanted.items():
            if count:
                began = time.monotonic()
                url = getattr(self, f"_{name}")(count)
                self.stdout.write(f"{url}  ({time.monotonic() - began:.0f} s)")
        boards.count()
        self.stdout.write("The search finds it after ./manage.py reindex.")

    def _topics(self, count: int) -> str:
        make_load.start_topics(self.board, count, self.cast, self._tell)
        return self.board.get_absolute_url()

    def _comments(self, count: int) -> str:
        discussion = self._topic()
        make_load.fill(discussion, make_load.lively(count, self.cast.dice), self.cast, self._tell)
        return discussion.url

    def _chain(self, count: int) -> str:
        discussion = self._topic()
        make_load.fill(discussion, make_load.chain(count), self.cast, self._tell)
        return discussion.url

    def _article(self, count: int) -> str:
        writer = self.cast.writer
        article = create(by=None, title=writer.title(), body_source=writer.text(600))
        publish(article, by=None, at=timezone.now() - AGE, announce=False)
        article.refresh_from_db()
        if article.discussion is None:
            raise CommandError("The article has no discussion.")
        make_load.fill(
            article.discussion, make_load.lively(count, self.cast.dice), self.cast, self._tell
        )
        return article.get_absolute_url()

    def _topic(self) -> Discussion:
        (pk,) = make_load.start_topics(self.board, 1, self.cast, over=AGE)
        return Topic.objects.select_related("discussion").get(pk=pk).discussion

    def _tell(self, text: str) -> None:
        self.stderr.write(text)
