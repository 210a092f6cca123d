"""
The mark of sample accounts in the data folder: a file with their addresses, and no password.

While it is there the site's checks refuse to serve a public address.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def path() -> Path:
    return Path(settings.DATA_DIR) / "sample-accounts"


def write(emails: Iterable[str]) -> None:
    descriptor = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{email}\n" for email in emails)


def remove() -> None:
    path().unlink(missing_ok=True)
