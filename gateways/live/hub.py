"""All streams of one process: one look each second, whoever has to know is woken."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.db import close_old_connections

from gateways.live import watchers
from gateways.live.queries import Told
from gateways.live.watchers import Lookout, Watcher

LOOK_SECONDS: Final = 1.0
# So often people are looked at: who signed out, who was shut out, how many notices they have.
ROUND: Final = 30
MOST_STREAMS: Final = 5000
MOST_OF_A_BLOCK: Final = 200

logger = logging.getLogger("gateways.live")


class Stream:
    """One connection. `wake` is set when there is something to say or it is to end."""

    def __init__(self, watcher: Watcher, block: str) -> None:
        self.watcher = watcher
        self.block = block  # of the network; empty where that says nothing
        self.wake = asyncio.Event()
        self.is_over = False

    def end(self) -> None:
        self.is_over = True
        self.wake.set()


class Hub:
    """Belongs to one event loop. All reading of the database happens in one thread of its own."""

    def __init__(self) -> None:
        self._streams: dict[Watcher, Stream] = {}
        self._by_discussion: dict[int, set[Watcher]] = {}
        self._blocks: Counter[str] = Counter()
        self._lookout = Lookout()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")
        self._looking: asyncio.Task[None] | None = None
        self._is_serving: Callable[[], bool] = lambda: True

    def __len__(self) -> int:
        return len(self._streams)

    def serve_while(self, is_serving: Callable[[], bool]) -> None:
        """When this says no, all streams end within a second; browsers come back after a while."""
        self._is_serving = is_serving

    async def read[T](self, work: Callable[[], T]) -> T:
        """Do this in the thread that has the connection to the database."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, _tidily, work)

    def is_full_for(self, block: str) -> bool:
        if len(self) >= MOST_STREAMS or not self._is_serving():
            return True
        return bool(block) and self._blocks[block] >= MOST_OF_A_BLOCK

    async def join(self, stream: Stream) -> bool:
        """
        Whether the person may see the discussion; then the stream knows how it stands, and will
        be woken. It is on the list before the first look, so that nothing falls between the two.
        """
        watcher = stream.watcher
        self._streams[watcher] = stream
        self._by_discussion.setdefault(watcher.discussion_id, set()).add(watcher)
        if stream.block:
            self._blocks[stream.block] += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on())
        found = await self.read(lambda: watchers.tell([watcher], {watcher.discussion_id}))
        watcher.told = found[watcher]
        return watcher.told is not None

    def leave(self, stream: Stream) -> None:
        if self._streams.pop(stream.watcher, None) is None:
            return
        others = self._by_discussion[stream.watcher.discussion_id]
        others.discard(stream.watcher)
        if not others:
            del self._by_discussion[stream.watcher.discussion_id]
        if stream.block:
            self._blocks[stream.block] -= 1
            if not self._blocks[stream.block]:
                del self._blocks[stream.block]

    async def _look_on(self) -> None:
        turn = 0
        while self._streams:
            await asyncio.sleep(LOOK_SECONDS)
            if not self._is_serving():
                for stream in self._streams.values():
                    stream.end()
                return
            turn += 1
            try:
                await self._look(at_everybody=turn % ROUND == 0)
            except Exception:
                # A database that is restarted must not end the streams; the next look finds it.
                logger.exception("What is new could not be read; trying again")

    async def _look(self, *, at_everybody: bool) -> None:
        open_pages = {pk: tuple(some) for pk, some in self._by_discussion.items()}
        found = await self.read(lambda: self._lookout.look(open_pages, at_everybody=at_everybody))
        for watcher, told in found.items():
            if stream := self._streams.get(watcher):
                self._tell(stream, told)

    def _tell(self, stream: Stream, told: Told | None) -> None:
        if told is None:
            stream.end()
        elif told != stream.watcher.told:
            stream.watcher.told = told
            stream.wake.set()


def _tidily[T](work: Callable[[], T]) -> T:
    """A connection that broke or grew old since the last look is replaced."""
    close_old_connections()
    return work()
