"""
Many people write at once for a minute, through the web server and the whole pipeline, with the
worker running beside it. Half-way the web processes are killed with -9: what was acknowledged
must still be there.
"""

from __future__ import annotations

import http.client
import os
import signal
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import Any, Final

from accounts import form_tokens
from accounts.models import User
from forum.comments.models import Comment, Discussion
from forum.comments.services.recount import recount
from gateways.ops.invented import Writer
from tests.bench import content, processes
from tests.bench.driver import Call, ask
from tests.bench.pages import CSRF, cookies
from tests.temporary_site import TemporarySite

BAR_SECONDS: Final = 1.0
PATIENCE: Final = 30.0
LOCKED: Final = "database is locked"


@dataclass
class Told:
    """What the writers saw."""

    waits: list[float] = field(default_factory=list)
    waits_after: list[float] = field(default_factory=list)  # answered after the kill
    acknowledged: list[str] = field(default_factory=list)  # form keys
    refused: list[str] = field(default_factory=list)
    broken: int = 0  # connections that ended without an answer; the form was sent again

    def p(self, share: float) -> float:
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


@dataclass
class Report:
    engine: str
    writers: int
    seconds: float
    told: Told
    killed: int
    lost: int
    twice: int
    miscounted: int
    locked: int

    @property
    def is_good(self) -> bool:
        faults = (self.lost, self.twice, self.miscounted, self.locked, len(self.told.refused))
        return not any(faults) and self.told.p(0.95) < BAR_SECONDS


def measure(site: TemporarySite, writers: int, seconds: float) -> Report:
    """The site is prepared and Django is set up; the web server is started here."""
    sizes = content.Sizes(comments=200, topics=100, replies=200, members=writers, articles=3)
    made = content.make(sizes)
    site.serve()
    site.start_worker()
    parents = _parents([made.topic.discussion, made.article.discussion])
    told, killed = write(site, parents, made.members, seconds)
    return Report(
        engine=site.db,
        writers=writers,
        seconds=seconds,
        told=told,
        killed=killed,
        lost=len(told.acknowledged)
        - Comment.objects.filter(form_key__in=told.acknowledged).exclude(form_key="").count(),
        twice=len(told.acknowledged) - len(set(told.acknowledged)),
        miscounted=sum(
            recount(discussion) for discussion in Discussion.objects.filter(last_number__gt=100)
        ),
        locked=sum(_text(log).count(LOCKED) for log in site.logs),
    )


def _parents(discussions: list[Discussion | None]) -> list[list[int]]:
    found = Comment.objects.filter(discussion__in=[one for one in discussions if one])
    pks = list(found.filter(kind="reply").order_by("number").values_list("pk", flat=True)[:200])
    return [pks[::2], pks[1::2]]


@dataclass
class Desk:
    """What all writers share."""

    port: int
    ends: float
    told: Told
    killed: int = 0
    stamp: str = field(default_factory=form_tokens.stamp)
    lock: threading.Lock = field(default_factory=threading.Lock)


def write(
    site: TemporarySite, parents: list[list[int]], members: list[User], seconds: float
) -> tuple[Told, int]:
    """Everybody writes until the time is over. Tells also how many processes were killed."""
    desk = Desk(site.port, time.monotonic() + seconds, Told())
    threads = [
        threading.Thread(target=_one, args=(desk, number, cookies(member), parents[number % 2]))
        for number, member in enumerate(members)
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds / 2)
    desk.killed = kill_web(site)
    for thread in threads:
        thread.join()
    return desk.told, desk.killed


def kill_web(site: TemporarySite) -> int:
    """End the processes that answer, at once and without a word; the first one starts new ones."""
    if site.web is None:
        return 0
    workers = [pid for pid in processes.tree([site.web.pid]) if pid != site.web.pid]
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    return len(workers)


def _one(desk: Desk, number: int, person: dict[str, str], parents: list[int]) -> None:
    """One person who writes as fast as they are answered, and sends again what went unanswered."""
    told, writer = desk.told, Writer(seed=number)
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=60)
    for turn in count():
        if time.monotonic() > desk.ends:
            break
        key = form_tokens.new_key()
        form = {
            "body": f"{writer.text(70)} {number}-{turn}",
            "form_key": key,
            "stamp": desk.stamp,
            "csrfmiddlewaretoken": CSRF,
        }
        call = Call(f"/c/{parents[turn % len(parents)]}/reply/", person, form)
        while time.monotonic() < desk.ends + PATIENCE:
            began = time.monotonic()
            try:
                status, _body = ask(connection, call)
            except (OSError, http.client.HTTPException):
                connection.close()
                with desk.lock:
                    told.broken += 1
                time.sleep(0.05)
                continue
            with desk.lock:
                waits = told.waits_after if desk.killed else told.waits
                waits.append(time.monotonic() - began)
                if status == HTTPStatus.SEE_OTHER:
                    told.acknowledged.append(key)
                else:
                    told.refused.append(f"{call.path}: {status}")
            break
    connection.close()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def sentence(report: Report) -> str:
    told = report.told
    rate = len(told.acknowledged) / report.seconds
    lines = [
        f"{report.engine}: {report.writers} writers for {report.seconds:.0f} s: "
        f"{len(told.acknowledged)} comments acknowledged, {rate:.0f} a second.",
        f"Wait for the answer until then: median {statistics.median(told.waits or [0.0]):.2f} s, "
        f"p95 {told.p(0.95):.2f} s, longest {max(told.waits, default=0.0):.2f} s "
        f"(bar: p95 below {BAR_SECONDS:.0f} s).",
        f"{report.killed} web processes were killed half-way; {told.broken} connections broke and "
        f"their forms were sent again, the longest for {max(told.waits_after, default=0.0):.1f} s.",
        f"Lost: {report.lost}. Written twice: {report.twice}. Discussions miscounted: "
        f"{report.miscounted}. “{LOCKED}”: {report.locked}. Refused: {len(told.refused)}.",
    ]
    if told.refused:
        lines.append(f"The first refusal: {told.refused[0]}")
    if not report.is_good:
        lines.append("This is not good enough.")
    return "\n".join(lines) + "\n"


def as_json(report: Report) -> dict[str, Any]:
    told = report.told
    return {
        "engine": report.engine,
        "writers": report.writers,
        "seconds": report.seconds,
        "acknowledged": len(told.acknowledged),
        "median_seconds": round(statistics.median(told.waits or [0.0]), 3),
        "p95_seconds": round(told.p(0.95), 3),
        "longest_seconds": round(max(told.waits, default=0.0), 3),
        "killed": report.killed,
        "broken": told.broken,
        "lost": report.lost,
        "twice": report.twice,
        "miscounted": report.miscounted,
        "locked": report.locked,
        "refused": len(told.refused),
        "python": sys.version.split()[0],
    }
