"""
Does a crowd of strangers slow down a member? Asks, at a fixed rate, for pages that nobody has
asked for yet, all to be made, while a member reads one page after the other:

    .venv/bin/python -m tests.bench.crowd --db sqlite --rate 50 --seconds 20

The crowd comes from this machine, so that the limit of pages for one network does not help.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.bench.driver import Call, ask
from tests.bench.processes import Machine, cpu_seconds
from tests.temporary_site import TemporarySite


@dataclass
class Seen:
    """What was measured: how long each answer took, in seconds."""

    crowd: list[float] = field(default_factory=list)
    member: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="crowd", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--db", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args(arguments)
    with TemporarySite(db=options.db, settings="tests.bench.settings") as site:
        import django

        django.setup()
        from tests.bench import content, pages

        sizes = content.Sizes(comments=100, topics=300, replies=60, members=10, articles=4)
        made = content.make(sizes)
        addresses = fresh_addresses()
        reader = pages.cookies(made.members[0])
        own = [
            Call(path, reader)
            for path in (
                made.article.get_absolute_url(),
                made.topic.get_absolute_url(),
                made.board.get_absolute_url(),
            )
        ]
        site.serve()
        for call in own * 4:
            timed(site.port, call, [], [])
        for rate in (0, options.rate):
            seen, busy, used = measure(site, addresses, own, rate=rate, seconds=options.seconds)
            report(seen, rate, busy, used, options.seconds)
    return 0


def fresh_addresses() -> Iterator[str]:
    """Addresses of pages that are kept once they are made, each named once."""
    from forum.topics.models import Topic

    topics = [topic.get_absolute_url() for topic in Topic.objects.select_related("discussion")]
    for sort in ("", "?sort=newest", "?sort=oldest", "?sort=helpful", "?sort=replied"):
        for page in ("", "page=1"):
            joint = "&" if sort and page else "?" if page else ""
            for topic in topics:
                yield f"{topic}{sort}{joint}{page}"


def measure(
    site: TemporarySite, addresses: Iterator[str], own: list[Call], *, rate: int, seconds: int
) -> tuple[Seen, float, float]:
    seen, over = Seen(), threading.Event()
    roots = site.processes()
    before, used = Machine.now(), cpu_seconds(roots)

    def read() -> None:
        for call in itertools.cycle(own):
            if over.is_set():
                return
            timed(site.port, call, seen.member, seen.failed)
            over.wait(0.1)

    member = threading.Thread(target=read)
    member.start()
    began = time.monotonic()
    with ThreadPoolExecutor(32) as pool:
        for number in range(rate * seconds):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            pool.submit(timed, site.port, Call(next(addresses)), seen.crowd, seen.failed)
        time.sleep(max(0.0, began + seconds - time.monotonic()))
    over.set()
    member.join()
    after = Machine.now()
    busy = 100 * (1 - (after.idle - before.idle) / max(1, after.total - before.total))
    return seen, busy, cpu_seconds(roots) - used


def timed(port: int, call: Call, times: list[float], failed: list[str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.monotonic()
    try:
        status, _body = ask(connection, call)
    except (OSError, http.client.HTTPException) as error:
        failed.append(f"{call.path}: {error}")
        return
    finally:
        connection.close()
    times.append(time.monotonic() - began)
    if status != 200:
        failed.append(f"{call.path}: {status}")


def report(seen: Seen, rate: int, busy: float, used: float, seconds: int) -> None:
    print(f"{rate} pages a second asked for by strangers, {len(seen.crowd)} answered:")
    for name, times in (("a member", seen.member), ("a stranger", seen.crowd)):
        if len(times) > 20:
            middle, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            print(
                f"  {name} waits {middle * 1000:.0f} ms in the middle, {late * 1000:.0f} ms one "
                f"time in 20, {max(times) * 1000:.0f} ms at most ({len(times)} pages)"
            )
    print(f"  the site used {used / seconds:.2f} cores; the machine was {busy:.0f} % busy")
    for line in seen.failed[:5]:
        print(f"  failed: {line}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
