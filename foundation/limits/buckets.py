"""Token buckets in the database, named after what they protect.

    taken = buckets.take("comments.post", f"user:{user.pk}", capacity=5, per_seconds=60)
    if not taken.ok:
        ...  # "Please wait %(seconds)d seconds", with taken.wait_seconds

In a transaction that is rolled back the token is given back. A limit on failures (a wrong
code) is therefore taken outside the transaction that fails.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Final, NamedTuple

from django.db import connection
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from foundation.database.prepared import prepared_cursor
from foundation.limits.models import Bucket


class Taken(NamedTuple):
    ok: bool
    wait_seconds: int = 0


def take(name: str, key: str, *, capacity: int, per_seconds: float) -> Taken:
    """Take one token of `capacity`, which come back evenly over `per_seconds`.

    Exact under any number of threads, processes and servers: the one statement that takes is also
    the one that looks, and the clock is the database's own. A refused try takes nothing. No
    capacity means no.
    """
    if capacity < 1:
        return Taken(False, max(1, math.ceil(per_seconds)))
    key_hash = hash_key(name, key)
    interval = per_seconds / capacity
    room = per_seconds - interval
    if _take(name, key_hash, interval=interval, room=room):
        return Taken(True)
    row = Bucket.objects.annotate(now=Now()).get(name=name, key_hash=key_hash)
    return Taken(False, max(1, math.ceil((row.full_at - row.now).total_seconds() - room)))


def purge() -> int:
    """Delete buckets that are full again."""
    deleted, _ = Bucket.objects.filter(full_at__lt=Now() - timedelta(hours=1)).delete()
    return deleted


def hash_key(name: str, key: str) -> str:
    """Who used what stays unreadable in the table."""
    return salted_hmac(f"threadwell.limits.{name}", key, algorithm="sha256").hexdigest()[:32]


_TABLE: Final = Bucket._meta.db_table
# The clock of each engine, the same so many seconds later, and the later of two moments. SQLite
# keeps moments as text, which is compared as text: always with three decimals.
_FORMAT: Final = "'%%Y-%%m-%%d %%H:%%M:%%f'"
_NOW: Final = {"sqlite": f"STRFTIME({_FORMAT}, 'now')", "postgresql": "STATEMENT_TIMESTAMP()"}
_LATER: Final = {
    "sqlite": f"STRFTIME({_FORMAT}, {{}}, %s || ' seconds')",
    "postgresql": "{} + MAKE_INTERVAL(secs => %s)",
}
_GREATER: Final = {"sqlite": "MAX", "postgresql": "GREATEST"}


def _take(name: str, key_hash: str, *, interval: float, room: float) -> bool:
    """Nobody's bucket yet, or one with a token in it. Of two first tries at once the database
    keeps one row, and both count on it."""
    engine = connection.vendor
    now, later = _NOW[engine], _LATER[engine].format
    with prepared_cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_TABLE} AS bucket (name, key_hash, full_at) "  # noqa: S608  names of ours
            f"VALUES (%s, %s, {later(now)}) ON CONFLICT (name, key_hash) DO UPDATE "
            f"SET full_at = {later(f'{_GREATER[engine]}(bucket.full_at, {now})')} "
            f"WHERE bucket.full_at <= {later(now)} RETURNING id",
            [name, key_hash, float(interval), float(interval), float(room)],
        )
        return cursor.fetchone() is not None
