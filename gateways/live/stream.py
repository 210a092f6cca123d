"""
/live/stream/ID/?since=N as server-sent events: an ASGI application of its own.

A stream holds no thread and no connection to the database, which Django's own handler would keep
for each as long as it is open.

    event: message, data {"new": 4, "arrival": 61, "unread": 2}   when something has changed
    event: beat                                                   every half minute, and at first
"""

from __future__ import annotations

import asyncio
import io
import json
import random
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestAborted
from django.core.handlers.asgi import ASGIRequest

from foundation.limits import network
from foundation.text import whole_number
from gateways.live import door
from gateways.live.hub import Hub, Stream
from gateways.live.queries import Told
from gateways.live.watchers import Person, Watcher

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

PATH: Final = re.compile(r"/live/stream/(\d{1,18})/")
BEAT_SECONDS: Final = 25.0
# After an end all come back, and not all at once.
BACK_AFTER_MS: Final = (3_000, 15_000)
BEAT: Final = b"event: beat\ndata:\n\n"
HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"private, no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Streams:
    """Answers the addresses of streams and leaves all others to the application behind."""

    def __init__(self, behind: Application) -> None:
        self.behind = behind
        self.hub = Hub()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = PATH.fullmatch(scope.get("path", "")) if scope["type"] == "http" else None
        if found is None:
            await self.behind(scope, receive, send)
            return
        if scope["method"] != "GET":
            await refuse(send, HTTPStatus.METHOD_NOT_ALLOWED)
            return
        request = ASGIRequest(dict(scope), io.BytesIO())
        try:
            is_foreign = door.is_foreign(request)
        except DisallowedHost:
            await refuse(send, HTTPStatus.BAD_REQUEST)
            return
        if is_foreign:
            await refuse(send, HTTPStatus.FORBIDDEN)
            return
        block = block_of(request)
        if self.hub.is_full_for(block):
            await refuse(send, HTTPStatus.TOO_MANY_REQUESTS)
            return
        await self._open(request, int(found[1]), block, receive, send)

    async def _open(
        self, request: ASGIRequest, pk: int, block: str, receive: Receive, send: Send
    ) -> None:
        person = await self.hub.read(lambda: person_of(request))
        since = whole_number(request.GET.get("since", ""))
        stream = Stream(Watcher(pk, since, person), block)
        try:
            if not await self.hub.join(stream):
                await refuse(send, HTTPStatus.NOT_FOUND)
                return
            listening = asyncio.create_task(end_when_gone(stream, receive))
            try:
                await speak(stream, request.META.get("HTTP_LAST_EVENT_ID", ""), send)
            finally:
                listening.cancel()
        except (OSError, RequestAborted):
            return
        finally:
            self.hub.leave(stream)


async def speak(stream: Stream, heard: str, send: Send) -> None:
    """
    Say what is new, and from time to time that there is nothing, until the stream is over. `heard`
    is the id of the last event of a stream that was interrupted: the same is not said twice.
    """
    await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": list(HEADERS)})
    pause = random.randint(*BACK_AFTER_MS)  # noqa: S311  a spread, no secret
    await say(send, f"retry: {pause}\n\n".encode() + BEAT)
    while not stream.is_over:
        stream.wake.clear()
        told = stream.watcher.told
        if told is not None and told.tag != heard:
            await say(send, event(told))
            heard = told.tag
        with suppress(TimeoutError):
            async with asyncio.timeout(BEAT_SECONDS):
                await stream.wake.wait()
                continue
        await say(send, BEAT)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def event(told: Told) -> bytes:
    return f"id: {told.tag}\ndata: {json.dumps(told.as_json())}\n\n".encode()


async def say(send: Send, words: bytes) -> None:
    await send({"type": "http.response.body", "body": words, "more_body": True})


async def end_when_gone(stream: Stream, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def refuse(send: Send, status: HTTPStatus) -> None:
    """An answer that is no stream: a browser does not try again, and the page asks instead."""
    headers = [(b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def person_of(request: ASGIRequest) -> Person:
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    return Person.of(request)


def block_of(request: ASGIRequest) -> str:
    address = network.client_address(request)
    return "" if network.is_own(address) else network.block_of(address)
