"""
Named counters of change, in the main database.

Whoever changes what signed-out readers are shown calls `bump` in the same transaction. A kept page
remembers the counters it was made of, read before it was made, and is shown only while they stand:

    versions.bump(versions.SITE)                        # a name, a text, a board: rare
    versions.bump(versions.one_of("discussion", 12))    # a comment: often

The names are few and fixed, so that one small query reads them all, before anybody knows which of
them a page will need. Of a kind of many, several share a counter: a page is then made again once
in a while for its neighbour's sake, and a writer seldom waits for another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import connection

from foundation.database.prepared import prepared_cursor
from foundation.pagecache.models import Version

SITE: Final = "site"
SHARED_BY: Final = 64

_TABLE: Final = Version._meta.db_table


def one_of(kind: str, number: int) -> str:
    """The counter that this one of many shares with others of its kind."""
    return f"{kind}:{number % SHARED_BY}"


def bump(*names: str) -> None:
    """
    Say that something has changed. Inside a transaction it counts from the commit on; outside of
    one, call it after the change.
    """
    # In one order everywhere: two transactions never wait for each other.
    ordered = sorted(set(names))
    rows = ", ".join(["(%s, 1)"] * len(ordered))
    with prepared_cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_TABLE} (name, number) VALUES {rows} "  # noqa: S608
            f"ON CONFLICT (name) DO UPDATE SET number = {_TABLE}.number + 1",
            ordered,
        )


_read: tuple[str, dict[str, int]] = ("", {})


def read() -> Mapping[str, int]:
    """
    All counters, in one query. What never changed is not among them. They come as one text: as
    long as that is the same, nothing has to be taken apart.
    """
    global _read  # noqa: PLW0603  what this process was told last
    join = "string_agg" if connection.vendor == "postgresql" else "group_concat"
    with prepared_cursor() as cursor:
        cursor.execute(f"SELECT {join}(name || '=' || number, ';') FROM {_TABLE}")  # noqa: S608
        text = cursor.fetchone()[0] or ""
    before, numbers = _read
    if text != before:
        pairs = (pair.rpartition("=") for pair in text.split(";"))
        numbers = {name: int(number) for name, _is, number in pairs} if text else {}
        _read = (text, numbers)
    return numbers


def stamp(numbers: Mapping[str, int], names: Iterable[str] | None) -> str:
    """What `names` stand at, or everything where None, as one short text to compare."""
    if names is None:
        names = numbers
    text = ";".join(f"{name}={numbers.get(name, 0)}" for name in sorted(names))
    return text if len(text) <= 80 else hashlib.sha256(text.encode()).hexdigest()
