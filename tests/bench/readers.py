"""
What it costs that many have a page open: a thousand streams with one event a minute, and the
question that each page asks once a minute where it has no stream.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import statistics
import time
from dataclasses import dataclass, field
from typing import Any, Final

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Discussion
from forum.comments.services.post import post
from tests.bench import content, processes
from tests.bench.pages import cookies
from tests.temporary_site import TemporarySite

BAR: Final = 0.1  # of a core
AT_ONCE: Final = 50  # streams that are opened at a time
# One in five has an account: their session, account and notices are looked at again.
MEMBERS: Final = 5


@dataclass
class Heard:
    opened: int = 0
    refused: int = 0
    waits: list[float] = field(default_factory=list)  # from the post to the event


@dataclass
class Report:
    engine: str
    readers: int
    seconds: float
    heard: Heard
    stream_share: float  # of a core
    stream_mb: float
    empty_mb: float
    asked: int
    answered: dict[int, int]
    poll_share: float

    @property
    def is_good(self) -> bool:
        all_heard = len(self.heard.waits) == self.readers
        return all_heard and self.stream_share < BAR and self.poll_share < BAR


def measure(site: TemporarySite, readers: int, seconds: float) -> Report:
    """The site is prepared and Django is set up; both servers are started here."""
    sizes = content.Sizes(comments=100, topics=40, replies=50, members=20, articles=2)
    made = content.make(sizes)
    discussion = made.topic.discussion
    people = [cookies(member) for member in made.members]
    site.serve()
    live = site.start_live()
    empty = processes.memory_mb([live])
    heard, share, memory = asyncio.run(
        listen(
            site,
            live,
            discussion,
            writer=made.members[0],
            people=people,
            readers=readers,
            seconds=seconds,
        )
    )
    answered, poll_share = ask(site, discussion, people, readers, seconds)
    return Report(
        engine=site.db,
        readers=readers,
        seconds=seconds,
        heard=heard,
        stream_share=share,
        stream_mb=memory,
        empty_mb=empty,
        asked=sum(answered.values()),
        answered=answered,
        poll_share=poll_share,
    )


async def listen(
    site: TemporarySite,
    live: int,
    discussion: Discussion,
    *,
    writer: User,
    people: list[dict[str, str]],
    readers: int,
    seconds: float,
) -> tuple[Heard, float, float]:
    """All listen, one writes; the time of the process between two moments when nobody comes."""
    heard = Heard()
    posted: list[float] = []
    since = await asyncio.to_thread(last_number, discussion)
    path = f"/live/stream/{discussion.pk}/?since={since}"
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with gate:
            reader, pen = await asyncio.open_connection("127.0.0.1", site.live_port)
            person = people[1 + number % (len(people) - 1)] if number % MEMBERS == 0 else {}
            cookie = "; ".join(f"{name}={value}" for name, value in person.items())
            pen.write(
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nCookie: {cookie}\r\n"
                "\r\n".encode()
            )
            status = await reader.readline()
            if b" 200 " not in status:
                heard.refused += 1
                pen.close()
                return
            await reader.readuntil(b"event: beat")
            heard.opened += 1
        while line := await reader.readline():
            if posted and line.startswith(b"data: {") and b'"new": 1' in line:
                heard.waits.append(time.monotonic() - posted[0])
        pen.close()

    tasks = [asyncio.create_task(one(number)) for number in range(readers)]
    while heard.opened + heard.refused < readers:
        await asyncio.sleep(0.2)
    await asyncio.sleep(3)
    before = processes.cpu_seconds([live])
    began = time.monotonic()
    await asyncio.sleep(seconds / 2)
    posted.append(time.monotonic())
    await asyncio.to_thread(write, discussion, writer)
    await asyncio.sleep(seconds / 2)
    share = (processes.cpu_seconds([live]) - before) / (time.monotonic() - began)
    memory = processes.memory_mb([live])
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return heard, share, memory


def last_number(discussion: Discussion) -> int:
    from django.db import connection

    try:
        return Discussion.objects.values_list("last_number", flat=True).get(pk=discussion.pk)
    finally:
        connection.close()


def write(discussion: Discussion, writer: User) -> None:
    from django.db import connection

    post(discussion, viewer=Viewer.for_user(writer), body="I rest before I am tired.")
    connection.close()


def ask(
    site: TemporarySite,
    discussion: Discussion,
    people: list[dict[str, str]],
    readers: int,
    seconds: float,
) -> tuple[dict[int, int], float]:
    """Each page asks once a minute; half of the time it has the answer already."""
    discussion.refresh_from_db()
    path = f"/live/{discussion.pk}/?since={discussion.last_number - 2}"
    roots = site.processes()
    pause = 60 / readers
    etags: dict[int, str] = {}
    answered: dict[int, int] = {}
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)

    def once(number: int) -> None:
        who = number % len(people) if number % MEMBERS == 0 else -1
        cookie = "; ".join(f"{k}={v}" for k, v in people[who].items()) if who >= 0 else ""
        headers = {"Cookie": cookie} if cookie else {}
        if who in etags:
            headers["If-None-Match"] = etags[who]
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        etags[who] = response.headers.get("ETag", "")
        answered[response.status] = answered.get(response.status, 0) + 1

    for number in range(50):
        once(number)
    answered.clear()
    before, began, number = processes.cpu_seconds(roots), time.monotonic(), 0
    while time.monotonic() - began < seconds:
        once(number)
        number += 1
        time.sleep(max(0.0, began + number * pause - time.monotonic()))
    share = (processes.cpu_seconds(roots) - before) / (time.monotonic() - began)
    connection.close()
    return answered, share


def sentence(report: Report) -> str:
    heard = report.heard
    lines = [
        f"{report.engine}: {heard.opened} of {report.readers} streams were open for "
        f"{report.seconds:.0f} s with one event in it; {len(heard.waits)} heard of it, after "
        f"{statistics.median(heard.waits or [0]):.2f} s, the last after "
        f"{max(heard.waits, default=0):.2f} s.",
        f"They cost {report.stream_share:.3f} of a core; their process holds "
        f"{report.stream_mb:.0f} MB, {report.empty_mb:.0f} MB with none.",
        f"{report.readers} pages that ask once a minute cost {report.poll_share:.3f} of a core "
        f"({report.asked} questions, answers {report.answered}). The bar is {BAR} for each.",
    ]
    if not report.is_good:
        lines.append("This is not good enough.")
    return "\n".join(lines) + "\n"


def as_json(report: Report) -> dict[str, Any]:
    waits = report.heard.waits
    facts = {
        "engine": report.engine,
        "readers": report.readers,
        "seconds": report.seconds,
        "opened": report.heard.opened,
        "heard": len(waits),
        "median_wait_seconds": round(statistics.median(waits or [0]), 3),
        "longest_wait_seconds": round(max(waits, default=0.0), 3),
        "stream_share_of_a_core": round(report.stream_share, 4),
        "stream_mb": round(report.stream_mb, 1),
        "empty_mb": round(report.empty_mb, 1),
        "poll_share_of_a_core": round(report.poll_share, 4),
        "answered": report.answered,
    }
    return dict(json.loads(json.dumps(facts)))
