"""Lay the sample content in, or remove it again."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, SystemCheckError

from gateways.portability.sample import mark
from gateways.portability.sample.content import ContentError
from gateways.portability.sample.load import Clash, is_loaded, load
from gateways.portability.sample.people import Account
from gateways.portability.sample.remove import OthersWrote, remove


class Command(BaseCommand):
    help = (
        "Lay in sample content (articles, boards, topics, comments, and an account for each "
        "role), or remove it and nothing else."
    )
    # The checks refuse to run anything on a public site that has sample accounts; removing them
    # is the way out. `load` asks the checks itself.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="load | remove")
        verbs.add_parser("load", help="lay it in; once in, nothing is done")
        removing = verbs.add_parser("remove", help="remove all of it")
        removing.add_argument(
            "--with-comments",
            action="store_true",
            help="also remove what real people wrote under sample articles and topics",
        )

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "load":
            self._load()
        else:
            self._remove(with_comments=options["with_comments"])

    def _load(self) -> None:
        if is_loaded():
            self.stdout.write("The sample content is here already.")
            return
        # Marked before the first account exists, so that the checks see what is coming and an
        # interrupted start never leaves accounts without the mark.
        mark.write([])
        try:
            self.check()
            loaded = load()
        except SystemCheckError as error:
            mark.remove()
            raise CommandError(f"The sample content stays out. {error}") from error
        except Clash as error:
            mark.remove()
            raise CommandError(
                f"The sample content needs names that are taken here: {error}. Nothing was changed."
            ) from error
        except ContentError as error:
            mark.remove()
            raise CommandError(f"{error} Nothing was changed.") from error
        if loaded is None:
            return
        mark.write(account.email for account in loaded.accounts)
        facts = ", ".join(f"{count} {name}" for name, count in loaded.counts.items())
        self.stdout.write(f"The sample content is in: {facts}.")
        self._print(loaded.accounts)

    def _print(self, accounts: list[Account]) -> None:
        labels = max(len(account.label) for account in accounts)
        emails = max(len(account.email) for account in accounts)
        self.stdout.write("\nSample accounts. These passwords are shown this once:\n\n")
        for account in accounts:
            self.stdout.write(
                f"  {account.label:<{labels}}  {account.email:<{emails}}  {account.password}"
            )
        self.stdout.write(
            f"\nSign in at {settings.SITE_URL}/accounts/login/\n"
            "Remove all of it: manage.py sample remove\n"
        )

    def _remove(self, *, with_comments: bool) -> None:
        if not is_loaded():
            mark.remove()
            self.stdout.write("There is no sample content here.")
            return
        try:
            removed = remove(with_comments=with_comments)
        except OthersWrote as error:
            raise CommandError(
                f"{error.count} comments under sample articles and topics were written by real "
                "people and would go with them. If that is right: "
                "manage.py sample remove --with-comments"
            ) from error
        mark.remove()
        facts = ", ".join(f"{count} {name}" for name, count in removed.counts.items())
        self.stdout.write(f"Removed: {facts}.")
        for kept in removed.kept:
            self.stdout.write(f"Kept, because something real stands on it: {kept}")
