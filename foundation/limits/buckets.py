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
from typing import NamedTuple

from django.db.models import DateTimeField, F
from django.db.models.functions import Greatest, Now
from django.utils.crypto import salted_hmac

from foundation.limits.models import Bucket


class Taken(NamedTuple):
    ok: bool
    wait_seconds: int = 0


def take(name: str, key: str, *, capacity: int, per_seconds: float) -> Taken:
    """Take one token of `capacity`, which come back evenly over `per_seconds`.

    Exact under any number of threads, processes and servers: the one UPDATE that takes is also
    the one that looks, and the clock is the database's own. A refused try takes nothing. No
    capacity means no.
    """
    if capacity < 1:
        return Taken(False, max(1, math.ceil(per_seconds)))
    key_hash = hash_key(name, key)
    interval = timedelta(seconds=per_seconds / capacity)
    room = timedelta(seconds=per_seconds) - interval
    if _take(name, key_hash, interval=interval, room=room):
        return Taken(True)
    # Perhaps nobody has taken yet. Of two first tries at once the database keeps one row, and
    # both count on it. It is full since a second ago: a clock that is set back by less lets the
    # first one through, and so does SQLite, which compares times as text (":11.000" and ":11").
    Bucket.objects.bulk_create(
        [Bucket(name=name, key_hash=key_hash, full_at=Now() - timedelta(seconds=1))],
        ignore_conflicts=True,
    )
    if _take(name, key_hash, interval=interval, room=room):
        return Taken(True)
    row = Bucket.objects.annotate(now=Now()).get(name=name, key_hash=key_hash)
    return Taken(False, max(1, math.ceil((row.full_at - room - row.now).total_seconds())))


def purge() -> int:
    """Delete buckets that are full again."""
    deleted, _ = Bucket.objects.filter(full_at__lt=Now() - timedelta(hours=1)).delete()
    return deleted


def hash_key(name: str, key: str) -> str:
    """Who used what stays unreadable in the table."""
    return salted_hmac(f"threadwell.limits.{name}", key, algorithm="sha256").hexdigest()[:32]


def _take(name: str, key_hash: str, *, interval: timedelta, room: timedelta) -> bool:
    bucket = Bucket.objects.filter(name=name, key_hash=key_hash, full_at__lte=Now() + room)
    later = Greatest(F("full_at"), Now(), output_field=DateTimeField()) + interval
    return bool(bucket.update(full_at=later))
