"""
What a page costs: CPU-milliseconds of all server processes for each answered request.

Times of day depend on who else uses the machine; the CPU time of a request hardly does, and its
ratio to a view that does nothing, measured in the same run, carries over to another machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.bench import first_load, processes
from tests.bench.driver import drive
from tests.bench.processes import Machine
from tests.temporary_site import PROJECT, TemporarySite

if TYPE_CHECKING:
    from tests.bench.pages import Page

ENGINES: Final = ("sqlite", "postgres")
SIZES: Final = ("everyday", "million", "queue")
AT_ONCE: Final = 2
REQUESTS: Final = {"everyday": 150, "million": 40, "queue": 40}
MOST_SECONDS: Final = 1200.0
# So long a round may last; a page that is slower gets fewer requests.
ROUND_SECONDS: Final = 15.0
# A processor's time is told in hundredths of a second: what costs little is asked more often.
CHEAP_SECONDS: Final = 0.002
OFTENER: Final = 6
# So much of the database's time a page may take, however long the discussion is.
SLOW_MS: Final = 1.0


@dataclass
class Result:
    """What was measured of one page. `cpu_ms` is the median of the rounds."""

    name: str
    queries: int
    like: str = ""
    database_ms: float = 0.0
    slowest: str = ""
    body_bytes: int = 0
    requests: int = 0
    rounds: list[float] = field(default_factory=list)

    @property
    def cpu_ms(self) -> float:
        return statistics.median(self.rounds) if self.rounds else 0.0


@dataclass
class Report:
    engine: str
    version: str
    results: list[Result]
    stolen_percent: float
    busy_percent: float
    memory_mb: float  # of the web processes
    worker_mb: float = 0.0
    first_loads: list[str] = field(default_factory=list)
    cut_short: bool = False

    @property
    def bare(self) -> float:
        return self.results[0].cpu_ms

    def of_like(self, result: Result) -> float:
        """How many times what the page of a small discussion costs; 0 where there is none."""
        like = next((each for each in self.results if each.name == result.like), None)
        return result.cpu_ms / like.cpu_ms if like and like.cpu_ms else 0.0


def main(arguments: Sequence[str]) -> int:
    options = read_options(arguments)
    if options.db == "both":
        return measure_each(options, arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if options.writers or options.readers:
        return write_at_once(options) if options.writers else read_at_once(options)
    report = measure(
        options.db,
        rounds=options.rounds,
        quick=options.quick,
        size=options.size,
        threads=options.threads,
    )
    print(table(report), flush=True)
    if options.json:
        write(options.json, [as_json(report)])
    return 0


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Measure what the pages cost.")
    parser.add_argument("--db", choices=(*ENGINES, "both"), default="both")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="little content, few requests")
    parser.add_argument(
        "--size", choices=SIZES, default="everyday", help="million: takes a quarter of an hour"
    )
    parser.add_argument("--threads", default="", help="a folder of real threads to measure")
    parser.add_argument("--writers", type=int, default=0, help="so many people write at once")
    parser.add_argument("--readers", type=int, default=0, help="so many have a page open")
    parser.add_argument("--seconds", type=float, default=60.0, help="so long they write or read")
    parser.add_argument("--json", metavar="FILE", help="write the figures to this file as well")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("ROUNDS takes a number from 1 on; three or more give a median worth having")
    if options.threads and not Path(options.threads).is_dir():
        parser.error(f"THREADS={options.threads} is no folder")
    if min(options.writers, options.readers) < 0 or options.seconds <= 0:
        parser.error("WRITERS, READERS and SECONDS take numbers above 0")
    return options


def write_at_once(options: argparse.Namespace) -> int:
    """The other measurement: does it hold when many write and the web server is killed?"""
    with TemporarySite(db=options.db, settings="tests.bench.settings") as site:
        say(f"{options.db}: laying in the content")
        import django

        django.setup()
        from tests.bench import writers

        report = writers.measure(site, options.writers, options.seconds)
        print(writers.sentence(report), flush=True)
        if options.json:
            write(options.json, [writers.as_json(report)])
        from django.db import connections

        connections.close_all()
    return 0 if report.is_good else 1


def read_at_once(options: argparse.Namespace) -> int:
    """The third: what do many cost who have a page open?"""
    with TemporarySite(db=options.db, settings="tests.bench.settings", static=False) as site:
        say(f"{options.db}: laying in the content")
        import django

        django.setup()
        from django.db import connections

        from tests.bench import readers

        report = readers.measure(site, options.readers, options.seconds)
        print(readers.sentence(report), flush=True)
        if options.json:
            write(options.json, [readers.as_json(report)])
        connections.close_all()
    return 0 if report.is_good else 1


def measure_each(options: argparse.Namespace, arguments: Sequence[str]) -> int:
    """One process for each engine: settings are read once in a process."""
    found: list[dict[str, Any]] = []
    for engine in ENGINES:
        with tempfile.TemporaryDirectory(prefix="threadwell-bench-") as folder:
            file = Path(folder) / "report.json"
            command = [sys.executable, "bin/bench", *arguments, "--db", engine, "--json", str(file)]
            if code := subprocess.run(command, cwd=PROJECT, check=False).returncode:
                return code
            found += json.loads(file.read_text(encoding="utf-8"))
    if options.json:
        write(options.json, found)
    return 0


def measure(
    engine: str, *, rounds: int, quick: bool, size: str = "everyday", threads: str = ""
) -> Report:
    with TemporarySite(db=engine, settings="tests.bench.settings") as site:
        say(f"{engine}: laying in the content")
        import django

        django.setup()
        from django.db import connections

        measured = lay_in(size, quick=quick, threads=threads)
        settle_statistics()
        site.serve()
        results = [result_of(page) for page in measured]
        roots = site.processes()
        connections.close_all()
        requests = 20 if quick else REQUESTS[size]
        return rounds_of(engine, site, roots, measured, results, rounds=rounds, count=requests)


def lay_in(size: str, *, quick: bool, threads: str = "") -> list[Page]:
    """Make the content; the pages of it that are measured."""
    from tests.bench import content, million, pages
    from tests.bench import threads as real

    if threads:
        try:
            return real.make(real.read(Path(threads)))
        except real.UnreadableError as error:
            raise SystemExit(str(error)) from error
    if size == "queue":
        from tests.bench import queue

        return queue.pages(queue.make(6000 if quick else 100_000))
    if size == "million":
        return million.pages(million.make(million.SMALL if quick else million.Counts()))
    return pages.pages(content.make(content.SMALL if quick else content.Sizes()))


def result_of(page: Page) -> Result:
    from tests.bench import pages

    made = pages.statements(page)
    needed, slowest = pages.database_ms(made)
    return Result(page.name, len(made), page.like, round(needed, 3), slowest)


def rounds_of(
    engine: str,
    site: TemporarySite,
    roots: list[int],
    measured: list[Page],
    results: list[Result],
    *,
    rounds: int,
    count: int,
) -> Report:
    """Every page once in each round, so that a drift of the machine meets all alike."""
    began = Machine.now()
    deadline = time.monotonic() + MOST_SECONDS
    counts: dict[str, int] = {}
    cut_short = False
    for page, result in zip(measured, results, strict=True):
        before = time.monotonic()
        first = max(10, count // 5)
        warm = drive(site.port, page.calls, count=first, at_once=AT_ONCE, good=page.good)
        refuse_failures(page.name, warm.failed, site)
        result.body_bytes = len(warm.body)
        each = (time.monotonic() - before) / first
        most = count * OFTENER if each < CHEAP_SECONDS else count
        counts[page.name] = max(10, min(most, int(ROUND_SECONDS / each)))
    for number in range(rounds):
        say(f"{engine}: round {number + 1} of {rounds}")
        for page, result in zip(measured, results, strict=True):
            if time.monotonic() > deadline:
                cut_short = True
                continue
            # What a post of the last page made old is made again before it is counted.
            drive(site.port, page.calls, count=2, at_once=1, good=page.good)
            settle(roots)
            before_cpu = processes.cpu_seconds(roots)
            outcome = drive(
                site.port, page.calls, count=counts[page.name], at_once=AT_ONCE, good=page.good
            )
            used = processes.cpu_seconds(roots) - before_cpu
            refuse_failures(page.name, outcome.failed, site)
            result.rounds.append(used * 1000 / outcome.answered)
            result.requests += outcome.answered
    now = Machine.now()
    total = max(1, now.total - began.total)
    return Report(
        engine=engine,
        version=engine_version(),
        results=results,
        stolen_percent=100 * (now.stolen - began.stolen) / total,
        busy_percent=100 * (1 - (now.idle - began.idle) / total),
        memory_mb=processes.memory_mb(roots[:1]),
        worker_mb=worker_memory(site),
        first_loads=[
            line
            for page in measured
            if page.first_load
            for line in first_load.lines(page.name, first_load.fetch(site.port, page.first_load))
        ],
        cut_short=cut_short,
    )


def worker_memory(site: TemporarySite, seconds: float = 15.0) -> float:
    """What the worker takes while it does the jobs that the measurement left behind."""
    pid = site.start_worker()
    time.sleep(seconds)
    return processes.memory_mb([pid])


def settle(roots: list[int], *, most: float = 3.0) -> None:
    """Wait until the work that the last page left behind is done."""
    deadline = time.monotonic() + most
    while time.monotonic() < deadline:
        before = processes.cpu_seconds(roots)
        time.sleep(0.2)
        if processes.cpu_seconds(roots) - before <= 0.01:
            return


def settle_statistics() -> None:
    """What PostgreSQL's own housekeeping would do by itself within minutes."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def engine_version() -> str:
    from django.db import connection

    if connection.vendor == "sqlite":
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = f"PostgreSQL {cursor.fetchone()[0].split()[0]}"
    connection.close()
    return version


def refuse_failures(name: str, failed: list[str], site: TemporarySite) -> None:
    if failed:
        raise RuntimeError(
            f"{name}: {len(failed)} requests failed, the first: {failed[0]}\n"
            f"{site.log.read_text(encoding='utf-8')[-3000:]}"
        )


def table(report: Report) -> str:
    lines = [
        f"{report.version}, Python {platform.python_version()}, {os.cpu_count()} cores",
        "",
        f"{'page':<28}{'ratio':>8}{'CPU-ms':>9}{'from':>8}{'to':>8}{'like':>7}{'queries':>9}"
        f"{'db ms':>8}{'KB':>8}{'asked':>7}",
    ]
    for result in report.results:
        low, high = min(result.rounds, default=0.0), max(result.rounds, default=0.0)
        ratio = result.cpu_ms / report.bare if report.bare else 0.0
        like = f"{report.of_like(result):.2f}" if result.like else ""
        lines.append(
            f"{result.name:<28}{ratio:>8.1f}{result.cpu_ms:>9.2f}{low:>8.2f}{high:>8.2f}{like:>7}"
            f"{result.queries:>9}{result.database_ms:>8.2f}{result.body_bytes / 1000:>8.1f}"
            f"{result.requests:>7}"
        )
    lines += [
        "",
        f"CPU-ms: user and system time of all server processes for one answered request, the "
        f"median of {max(len(result.rounds) for result in report.results)} rounds.",
        f"Memory (PSS): web processes {report.memory_mb:.0f} MB, worker "
        f"{report.worker_mb:.0f} MB more. The machine was "
        f"{report.busy_percent:.0f} % busy; {report.stolen_percent:.1f} % of its time was stolen.",
    ]
    lines += report.first_loads
    slow = [result for result in report.results if result.database_ms > SLOW_MS]
    if slow:
        lines += ["", f"More than {SLOW_MS:.0f} ms in the database, and the slowest statement:"]
        lines += [f"{result.name}: {result.slowest[:300]}" for result in slow]
    if report.stolen_percent > 3:
        lines.append("More than 3 % stolen: measure again when the machine is quieter.")
    if report.cut_short:
        lines.append("Cut short: not every round was run in the time allowed.")
    return "\n".join(lines) + "\n"


def as_json(report: Report) -> dict[str, Any]:
    facts = asdict(report)
    for row, result in zip(facts["results"], report.results, strict=True):
        row["cpu_ms"] = round(result.cpu_ms, 3)
        row["of_like"] = round(report.of_like(result), 2)
        row["ratio"] = round(result.cpu_ms / report.bare, 2) if report.bare else 0.0
        row["rounds"] = [round(value, 3) for value in result.rounds]
    return facts


def write(file: str, facts: list[dict[str, Any]]) -> None:
    Path(file).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
