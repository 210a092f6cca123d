"""
Real threads read into a discussion, to see what pages of real talk cost: Reddit's trees,
Discourse's topics, and the dumps of Stack Exchange, as files in one folder.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, Final

from accounts.models import User
from forum.comments.models import BodyFormat, Discussion
from forum.comments.services.lay_in import Row, lay_in
from forum.topics.models import Board, Topic
from forum.topics.services import boards
from foundation.text import RENDER_VERSION, clean_html, render_markdown
from gateways.ops.services import make_load
from tests.bench.content import loosen_limits
from tests.bench.million import AGE, get
from tests.bench.pages import Page, cookies
from tests.bench.urls import BARE

LONGEST: Final = 20_000
MOST_BYTES: Final = 200_000_000


class UnreadableError(Exception):
    """A file that holds no thread; says which and why."""


@dataclass(frozen=True, slots=True)
class Post:
    ref: str
    parent: str | None
    at: datetime
    html: str


@dataclass(frozen=True, slots=True)
class Talk:
    name: str
    posts: list[Post]


def read(folder: Path) -> list[Talk]:
    """All threads of a folder, the longest first. Raises UnreadableError."""
    if not folder.is_dir():
        raise UnreadableError(f"{folder} is no folder.")
    found = [talk for file in sorted(folder.iterdir()) for talk in _read_file(file)]
    found = [talk for talk in found if talk.posts]
    if not found:
        raise UnreadableError(
            f"{folder} holds no thread: Reddit or Discourse as .json, Stack Exchange as Posts.xml "
            "with Comments.xml."
        )
    return sorted(found, key=lambda talk: -len(talk.posts))


def _read_file(file: Path) -> list[Talk]:
    is_posts = file.name.endswith("Posts.xml")
    if not is_posts and file.suffix != ".json":
        return []
    if file.stat().st_size > MOST_BYTES:
        raise UnreadableError(f"{file.name} is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        if is_posts:
            return [Talk(file.name, list(_stack_exchange(file)))]
        return list(_json(file))
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        ET.ParseError,
    ) as error:
        raise UnreadableError(f"{file.name} is not a thread that can be read: {error}.") from error


def _json(file: Path) -> Iterator[Talk]:
    facts = json.loads(file.read_text(encoding="utf-8-sig"))
    for number, page in enumerate(_pages(facts)):
        posts = list(_discourse(page) if "post_stream" in page else _reddit([page]))
        if posts:
            yield Talk(f"{file.name} {number}", posts)


def _pages(facts: Any) -> Iterator[dict[str, Any]]:
    """The listings and topics in what was recorded, however it was wrapped."""
    if isinstance(facts, dict):
        if "post_stream" in facts or facts.get("kind") == "Listing":
            yield facts
        else:
            for value in facts.values():
                yield from _pages(value)
    elif isinstance(facts, list):
        for value in facts:
            yield from _pages(value)


def _reddit(listings: list[Any]) -> Iterator[Post]:
    ahead = list(listings)
    while ahead:
        thing = ahead.pop()
        if not isinstance(thing, dict):
            continue
        data = thing.get("data", {})
        if thing.get("kind") == "Listing":
            ahead += data.get("children", [])
        elif thing.get("kind") == "t1":
            parent = str(data["parent_id"])
            yield Post(
                ref=f"t1_{data['id']}",
                parent=parent if parent.startswith("t1_") else None,
                at=datetime.fromtimestamp(float(data["created_utc"]), UTC),
                html=render_markdown(str(data["body"])[:LONGEST], "comment"),
            )
            ahead.append(data.get("replies"))


def _discourse(topic: dict[str, Any]) -> Iterator[Post]:
    for post in topic["post_stream"]["posts"]:
        answered = post.get("reply_to_post_number")
        yield Post(
            ref=str(post["post_number"]),
            parent=None if answered is None else str(answered),
            at=datetime.fromisoformat(post["created_at"]),
            html=_cleaned(post.get("cooked") or ""),
        )


def _stack_exchange(file: Path) -> Iterator[Post]:
    """Questions are roots, answers stand below them, comments below what they are about."""
    for row in _rows(file):
        parent = row.get("ParentId")
        yield Post(
            ref=f"p{row['Id']}",
            parent=f"p{parent}" if parent else None,
            at=_moment(row["CreationDate"]),
            html=_cleaned(row.get("Body", "")),
        )
    beside = file.with_name(file.name.replace("Posts.xml", "Comments.xml"))
    if beside.exists():
        for row in _rows(beside):
            yield Post(
                ref=f"c{row['Id']}",
                parent=f"p{row['PostId']}",
                at=_moment(row["CreationDate"]),
                html=f"<p>{escape(row['Text'][:LONGEST])}</p>",
            )


def _rows(file: Path) -> Iterator[dict[str, str]]:
    text = file.read_bytes()
    if b"<!ENTITY" in text:
        raise ValueError("it declares entities, which no dump does")
    for element in ET.fromstring(text).iter("row"):  # noqa: S314  no entities, see above
        yield dict(element.attrib)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _cleaned(html: str) -> str:
    return clean_html(html[:LONGEST], "comment")


def make(talks: list[Talk]) -> list[Page]:
    """Each thread in a topic of its own; its first, middle and last page, and one as a member."""
    cast = make_load.make_cast()
    members = list(User.objects.filter(pk__in=cast.members).order_by("pk"))
    board = Board.objects.filter(slug="real-talk").first() or boards.make("Real talk")
    pages = [Page("a bare view", get(BARE), expect="hello")]
    for number, talk in enumerate(talks[:5], 1):
        discussion = _lay(board, talk, members, cast)
        last = -(-discussion.last_root_no // 20)
        name = f"{number}: {len(talk.posts)} posts"
        url = discussion.url
        pages.append(Page(f"{name}, first", get(f"{url}?sort=oldest"), expect='id="c-'))
        for place, at in {"middle": (last + 1) // 2, "last": last}.items():
            if at > 1:
                address = f"{url}?sort=oldest&page={at}"
                pages.append(Page(f"{name}, {place}", get(address), like=f"{name}, first"))
        pages.append(Page(f"{name}, member", get(url, cookies(members[0])), expect='id="c-'))
    loosen_limits()
    return pages


def _lay(board: Board, talk: Talk, members: list[User], cast: make_load.Cast) -> Discussion:
    (pk,) = make_load.start_topics(board, 1, cast, over=AGE)
    discussion = Topic.objects.select_related("discussion").get(pk=pk).discussion
    refs = {post.ref for post in talk.posts}
    seen: set[str] = set()
    rows = []
    for place, post in enumerate(talk.posts):
        if post.ref not in seen:  # a recording may hold a page twice
            seen.add(post.ref)
            rows.append(
                Row(
                    ref=post.ref,
                    created_at=post.at,
                    body_source=post.html,
                    body_html=post.html,
                    author=members[place % len(members)],
                    parent_ref=post.parent if post.parent in refs else None,
                    body_format=BodyFormat.HTML,
                    render_version=RENDER_VERSION,
                )
            )
    lay_in(discussion, rows)
    discussion.refresh_from_db()
    return discussion
