"""Token buckets, in the database, so that they hold over processes and servers."""

import time
from typing import NamedTuple

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from foundation.limits.models import Bucket


class Taken(NamedTuple):
    ok: bool
    wait_seconds: float = 0.0


def take(name: str, key: str, *, capacity: float, per_seconds: float) -> Taken:
    """
    Take one of `capacity` per `per_seconds` for this key, or say how many seconds to wait.

    One conditional upsert, so parallel tries let through no more than one after another would.
    A refused try takes nothing.
    """
    rate = capacity / per_seconds
    digest = salted_hmac(f"limits.{name}", key, algorithm="sha256").hexdigest()
    now = time.time()
    table = Bucket._meta.db_table
    greatest = "GREATEST" if connection.vendor == "postgresql" else "MAX"
    leaked = f"{greatest}(0, b.level - (%s - b.at) * %s)"
    sql = (
        f"INSERT INTO {table} AS b (key, level, at) VALUES (%s, 1, %s) "  # noqa: S608
        f"ON CONFLICT (key) DO UPDATE SET level = {leaked} + 1, at = %s "
        f"WHERE {leaked} + 1 <= %s RETURNING level"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [digest, now, now, rate, now, now, rate, capacity + 1e-9])
        if cursor.fetchone() is not None:
            return Taken(ok=True)
    bucket = Bucket.objects.get(key=digest)
    level = max(0.0, bucket.level - (now - bucket.at) * rate)
    return Taken(ok=False, wait_seconds=max(0.0, (level + 1 - capacity) / rate))
