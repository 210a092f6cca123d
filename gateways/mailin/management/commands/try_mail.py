from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gateways.mailin.own_words import own_words
from gateways.mailin.reading import Mail, read


class Command(BaseCommand):
    help = "Says what would be made of mails in files (.eml). Posts nothing and writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="FILE", help="a mail, or a folder of them")
        parser.add_argument("--text", action="store_true", help="show what would be posted")

    def handle(self, *_args: Any, **options: Any) -> None:
        for name in options["paths"]:
            path = Path(name)
            if not path.exists():
                raise CommandError(f"There is no {name}.")
            for file in sorted(path.glob("*.eml")) if path.is_dir() else [path]:
                mail = read(file.read_bytes())
                words = own_words(mail.text)
                self.stdout.write(f"{file.name}: {verdict(mail, words)}")
                if options["text"] and words:
                    self.stdout.write("".join(f"    | {line}\n" for line in words.split("\n")))


def verdict(mail: Mail, words: str) -> str:
    if mail.bounced:
        return "bounce"
    if mail.automatic:
        return f"ignored, {mail.automatic}"
    if not mail.sender:
        return "ignored, no single sender"
    if mail.is_unreadable:
        return "refused, unreadable"
    if not words:
        return "refused, empty"
    whole = mail.text.strip()
    return f"reply of {len(words)} characters, {len(whole) - len(words)} cut"
