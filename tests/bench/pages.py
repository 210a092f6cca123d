"""The pages that are measured, as calls to make again and again, and their queries."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
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
POSTED = HTTPStatus.SEE_OTHER
# Passes the page cache by, so that the page is made each time.
ANEW = {"Authorization": "Bench"}
PACKED = {"Accept-Encoding": "gzip"}
CONTROL = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    calls: Callable[[], Call]
    good: int = HTTPStatus.OK
    expect: str = ""
    first_load: str = ""  # the address a browser opens, if that is measured too
    like: str = ""  # the page that costs as much, if size does not matter


@dataclass(frozen=True, slots=True)
class Statement:
    alias: str
    sql: str
    params: Any


def pages(content: Content) -> list[Page]:
    article = content.article.get_absolute_url()
    topic = content.topic.get_absolute_url()
    fifty = content.fifty.get_absolute_url()
    board = content.board.get_absolute_url()
    last = max(1, -(-content.topic.discussion.root_count // 20) - 1)
    reader = cookies(content.members[0])
    return [
        Page("a bare view", get(BARE), expect="hello"),
        Page("front page", get("/"), expect="<h1"),
        Page("fifty comments", get(fifty), expect='id="c-'),
        Page("fifty, from the page cache", get(fifty, headers=PACKED), expect='id="c-'),
        Page("fifty, not modified", _unchanged(fifty), good=HTTPStatus.NOT_MODIFIED),
        Page("fifty, as a member", get(fifty, reader), expect='id="c-'),
        Page("article", get(article), expect='id="c-', first_load=article),
        Page("article, from the page cache", get(article, headers=PACKED), expect='id="c-'),
        Page("article, not modified", _unchanged(article), good=HTTPStatus.NOT_MODIFIED),
        Page("article, as a member", get(article, reader), expect='id="c-'),
        Page("article, all comments", get(f"{article}?show=whole"), expect='id="c-'),
        Page("topic", get(topic), expect='id="c-', first_load=topic),
        Page("topic, as a member", get(topic, reader), expect='id="c-'),
        Page("topic, a late page", get(f"{topic}?page={last}"), expect='id="c-'),
        Page("board", get(board), expect="/t/"),
        Page("board, a deep page", get(f"{board}?from={content.deep.pk}"), expect="/t/"),
        Page("search", _search(), expect="<h1"),
        Page("post a reply", replies(_parents(content), content.members), good=POSTED),
    ]


def cookies(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {name: client.cookies[name].value, settings.CSRF_COOKIE_NAME: CSRF}


def statements(page: Page) -> list[Statement]:
    """Database statements of one warm answer, made in this process, without transactions."""
    run(page.calls())
    made: list[Statement] = []
    with _watched(made):
        status, body = run(page.calls())
    if status != page.good or page.expect not in body:
        raise RuntimeError(f"{page.name}: answered {status}, not as expected: {body[:500]}")
    return made


def database_ms(made: Sequence[Statement], rounds: int = 7) -> tuple[float, str]:
    """
    What the database needs for the reads among the statements, warm, and the slowest of them. On
    PostgreSQL by its own clock, without the way there and back.
    """
    total, slowest = 0.0, (0.0, "")
    for statement in made:
        if statement.sql.lstrip("( ").upper().startswith("SELECT"):
            needed = statistics.median(_needed(statement) for _ in range(rounds))
            total += needed
            slowest = max(slowest, (needed, statement.sql))
    return total, f"{slowest[0]:.2f} ms: {slowest[1]}"


def _needed(statement: Statement) -> float:
    connection = connections[statement.alias]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {statement.sql}", statement.params)
            return float(str(cursor.fetchall()[-1][0]).split()[-2])
        began = time.perf_counter()
        cursor.execute(statement.sql, statement.params)
        cursor.fetchall()
        return (time.perf_counter() - began) * 1000


@cache
def _client() -> Client:
    """One for all calls: the middlewares are set up once, as in a server."""
    return Client(enforce_csrf_checks=True, headers={"host": settings.ALLOWED_HOSTS[0]})


def run(call: Call) -> tuple[int, str]:
    client = _client()
    client.cookies.clear()
    for name, value in call.cookies.items():
        client.cookies[name] = value
    headers = {name: value for name, value in call.headers.items() if name not in PACKED}
    if call.form is None:
        answer = client.get(call.path, headers=headers)
    else:
        answer = client.post(call.path, call.form)
    return answer.status_code, answer.content.decode()


@contextmanager
def _watched(made: list[Statement]) -> Iterator[None]:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not CONTROL.match(sql):
            made.append(Statement(context["connection"].alias, sql, params))
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(note))
        yield


def get(
    path: str, by: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> Callable[[], Call]:
    call = Call(path, by or {}, headers=ANEW if headers is None else headers)
    return lambda: call


def _unchanged(path: str) -> Callable[[], Call]:
    """Somebody asks again who has the page already."""
    etag = _client().get(path).headers["ETag"]
    return get(path, headers={"If-None-Match": etag})


def _search() -> Callable[[], Call]:
    """Two words each time: a common one beside one of those that say what is wanted."""
    common = [word for word in VOCABULARY[30 : len(WORDS)] if len(word) > 4]
    rarer = VOCABULARY[len(WORDS) : len(WORDS) + 400]
    numbers = count()

    def call() -> Call:
        number = next(numbers)
        return Call(f"/search/?q={common[number % len(common)]}+{rarer[number * 7 % len(rarer)]}")

    return call


def _parents(content: Content) -> list[int]:
    """Comments of the long topic."""
    found = Comment.objects.filter(discussion=content.topic.discussion, kind=CommentKind.REPLY)
    return list(found.order_by("number").values_list("pk", flat=True)[:200])


def replies(parents: Sequence[int], members: Sequence[User]) -> Callable[[], Call]:
    """Members in turn answer these comments, each with words of its own."""
    people = [cookies(member) for member in members]
    stamp = form_tokens.stamp()
    writer = Writer(seed=parents[0])  # no two say the same
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
