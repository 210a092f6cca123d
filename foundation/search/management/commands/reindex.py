from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from foundation.search.models import Document
from foundation.search.registry import Provider, provider_of, providers
from foundation.search.services.index import index, rebuild, remove

# Small enough that writers on SQLite wait a moment only.
BATCH = 200


class Command(BaseCommand):
    help = (
        "Bring the search index up to what is stored: add what is missing, forget what is gone. "
        "Safe while the site is live."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kinds", nargs="*", help="only these kinds (default: all)")
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="lay the index anew first: after an upgrade that asks for it; writers wait",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [self._provider(kind) for kind in options["kinds"]] or providers()
        if options["rebuild"]:
            rebuild()
        if not options["kinds"]:
            self._forget_other_kinds()
        for provider in chosen:
            count = _refresh(provider)
            if options["verbosity"]:
                self.stdout.write(f"{provider.kind}: {count}")

    def _provider(self, kind: str) -> Provider:
        provider = provider_of(kind)
        if provider is None:
            known = ", ".join(provider.kind for provider in providers())
            raise CommandError(f"Nothing of the kind “{kind}” can be searched. Known: {known}.")
        return provider

    def _forget_other_kinds(self) -> None:
        known = [provider.kind for provider in providers()]
        for kind, ref in Document.objects.exclude(kind__in=known).values_list("kind", "ref"):
            remove(kind, ref)


def _refresh(provider: Provider) -> int:
    """Says how many there are. A kind that cannot name everything is left as it is."""
    if provider.everything is None:
        return Document.objects.filter(kind=provider.kind).count()
    # What is indexed while this runs is not gone.
    known = set(Document.objects.filter(kind=provider.kind).values_list("ref", flat=True))
    rows = iter(provider.everything())
    present: set[int] = set()
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            for ref, title, body, *moment in batch:
                at = moment[0] if moment else None
                index(provider.kind, ref, title=title, text=body, updated_at=at)
                present.add(ref)
    for ref in known - present:
        remove(provider.kind, ref)
    return len(present)
