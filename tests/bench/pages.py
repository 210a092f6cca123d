"""The pages that are measured, as calls to make again and again, and their queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from itertools import count
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import Client

from accounts import form_tokens
from accounts.models import User
from forum.comments.models import Comment, CommentKind
from gateways.ops.invented import VOCABULARY, WORDS, Writer
from tests.bench.content import Content
from tests.bench.driver import Call
from tests.bench.urls import BARE

# A cookie of this shape is a token and its own proof.
CSRF = "b" * 32
CONTROL = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    calls: Callable[[], Call]
    good: int = HTTPStatus.OK
    expect: str = ""


def pages(content: Content) -> list[Page]:
    article = content.article.get_absolute_url()
    topic = content.topic.get_absolute_url()
    board = content.board.get_absolute_url()
    last = max(1, -(-content.topic.discussion.root_count // 20) - 1)
    reader = cookies(content.members[0])
    return [
        Page("a bare view", _get(BARE), expect="hello"),
        Page("front page", _get("/"), expect="<h1"),
        Page("article", _get(article), expect='id="c-'),
        Page("article, as a member", _get(article, reader), expect='id="c-'),
        Page("topic", _get(topic), expect='id="c-'),
        Page("topic, as a member", _get(topic, reader), expect='id="c-'),
        Page("topic, a late page", _get(f"{topic}?page={last}"), expect='id="c-'),
        Page("board", _get(board), expect="/t/"),
        Page("board, a deep page", _get(f"{board}?from={content.deep.pk}"), expect="/t/"),
        Page("search", _search(), expect="<h1"),
        Page("post a reply", _replies(content), good=HTTPStatus.SEE_OTHER),
    ]


def cookies(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {name: client.cookies[name].value, settings.CSRF_COOKIE_NAME: CSRF}


def queries(page: Page) -> int:
    """Database statements of one warm answer, made in this process; transactions do not count."""
    run(page.calls())
    counted: list[str] = []
    with _watched(counted):
        status, body = run(page.calls())
    if status != page.good or page.expect not in body:
        raise RuntimeError(f"{page.name}: answered {status}, not as expected: {body[:500]}")
    return len(counted)


@cache
def _client() -> Client:
    """One for all calls: the middlewares are set up once, as in a server."""
    return Client(enforce_csrf_checks=True, headers={"host": settings.ALLOWED_HOSTS[0]})


def run(call: Call) -> tuple[int, str]:
    client = _client()
    client.cookies.clear()
    for name, value in call.cookies.items():
        client.cookies[name] = value
    answer = client.get(call.path) if call.form is None else client.post(call.path, call.form)
    return answer.status_code, answer.content.decode()


@contextmanager
def _watched(counted: list[str]) -> Iterator[None]:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not CONTROL.match(sql):
            counted.append(sql)
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(note))
        yield


def _get(path: str, by: dict[str, str] | None = None) -> Callable[[], Call]:
    call = Call(path, by or {})
    return lambda: call


def _search() -> Callable[[], Call]:
    """Two words each time: a common one beside one of those that say what is wanted."""
    common = [word for word in VOCABULARY[30 : len(WORDS)] if len(word) > 4]
    rarer = VOCABULARY[len(WORDS) : len(WORDS) + 400]
    numbers = count()

    def call() -> Call:
        number = next(numbers)
        return Call(f"/search/?q={common[number % len(common)]}+{rarer[number * 7 % len(rarer)]}")

    return call


def _replies(content: Content) -> Callable[[], Call]:
    """Members in turn answer comments of the long topic, each with words of its own."""
    parents = list(
        Comment.objects.filter(discussion=content.topic.discussion, kind=CommentKind.REPLY)
        .order_by("number")
        .values_list("pk", flat=True)[:200]
    )
    people = [cookies(member) for member in content.members]
    stamp = form_tokens.stamp()
    writer = Writer(seed=1)
    numbers = count()

    def call() -> Call:
        number = next(numbers)
        form = {
            "body": f"{writer.text(70)} {number}",
            "form_key": form_tokens.new_key(),
            "stamp": stamp,
            "csrfmiddlewaretoken": CSRF,
        }
        return Call(
            f"/c/{parents[number % len(parents)]}/reply/", people[number % len(people)], form
        )

    return call
