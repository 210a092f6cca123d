"""
Reading the content folder.

An article or topic is a Markdown file: facts in TOML between two lines of `+++`, the text, and
the conversation under it. A line `@@ >> dot 14.3 hat:moderator #label` begins a comment: an
arrow for each level it stands below the first, who wrote it, how many days before the day of
loading, and what else is to be said of it: `held` (a rule of the site holds it), `helpful` (marked
by who asked), `reviewed` (by the team), `thanks:5` (readers it helped).
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from gateways.portability.sample.shapes import (
    Article,
    Author,
    Board,
    Content,
    Feedback,
    Guest,
    Person,
    Post,
    Removal,
    Report,
    Series,
    Suspension,
    Topic,
)

FOLDER: Final = Path(__file__).parent / "content"

_HEADER = re.compile(r"@@ (?P<arrows>>*) *(?P<who>[a-z]+) (?P<days>\d+(\.\d+)?)(?P<words>( \S+)*)")
_FLAGS: Final = ("held", "helpful", "reviewed")


class ContentError(Exception):
    """The content says something that cannot be; the message names the file and the place."""


def read(folder: Path = FOLDER) -> Content:
    """Everything in the folder, checked. Raises ContentError."""
    people = _toml(folder / "people.toml")
    places = _toml(folder / "places.toml")
    desk = _toml(folder / "moderation.toml")
    content = Content(
        people=_rows(Person, people, "person"),
        guests=_rows(Guest, people, "guest"),
        authors=_rows(Author, people, "author"),
        series=_rows(Series, places, "series"),
        boards=_rows(Board, places, "board"),
        articles=tuple(_article(path) for path in sorted((folder / "articles").glob("*.md"))),
        topics=tuple(_topic(path) for path in sorted((folder / "topics").glob("*.md"))),
        reports=_rows(Report, desk, "report"),
        removals=_rows(Removal, desk, "removal"),
        suspensions=_rows(Suspension, desk, "suspension"),
        feedback=_rows(Feedback, desk, "feedback"),
    )
    for post in content.posts:
        if post.label:
            content.labels[post.label] = post
    _check(content)
    return content


def _article(path: Path) -> Article:
    facts, body, posts = _page(path)
    tags, authors = tuple(facts.pop("tags", ())), tuple(facts.pop("authors", ()))
    ratings = tuple(facts.pop("ratings", ()))
    return _made(
        Article,
        path,
        {
            **facts,
            "tags": tags,
            "authors": authors,
            "ratings": ratings,
            "body": body,
            "posts": posts,
        },
    )


def _topic(path: Path) -> Topic:
    facts, body, posts = _page(path)
    tags = tuple(facts.pop("tags", ()))
    return _made(
        Topic, path, {**facts, "key": path.stem, "tags": tags, "body": body, "posts": posts}
    )


def _page(path: Path) -> tuple[dict[str, Any], str, tuple[Post, ...]]:
    parts = path.read_text(encoding="utf-8").split("+++\n", 2)
    if len(parts) != 3 or parts[0]:
        raise ContentError(f"{path.name}: the facts stand between two lines of +++ at the top.")
    try:
        facts = tomllib.loads(parts[1])
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{path.name}: {error}") from error
    body, *chunks = re.split(r"^(?=@@)", parts[2], flags=re.MULTILINE)
    return facts, body.strip(), tuple(_posts(path, chunks))


def _posts(path: Path, chunks: list[str]) -> Iterator[Post]:
    above: list[Post] = []  # the comment last seen at each depth
    for place, chunk in enumerate(chunks, start=1):
        header, _newline, body = chunk.partition("\n")
        where = f"{path.name}: {header}"
        found = _HEADER.fullmatch(header.strip())
        if found is None:
            raise ContentError(f"{where}: a comment begins with @@, arrows, a name and days.")
        depth = len(found["arrows"])
        if depth > len(above):
            raise ContentError(f"{where}: one arrow more than the comment above it, at most.")
        parent = above[depth - 1] if depth else None
        days = float(found["days"])
        if parent and parent.days_ago < days:
            raise ContentError(f"{where}: an answer is younger than what it answers.")
        hat, label, thanks, flags = "", "", 0, set[str]()
        for word in found["words"].split():
            if word.startswith("hat:"):
                hat = word.removeprefix("hat:")
            elif word.startswith("thanks:"):
                thanks = int(word.removeprefix("thanks:"))
            elif word.startswith("#"):
                label = word[1:]
            elif word in _FLAGS:
                flags.add(word)
            else:
                raise ContentError(f"{where}: what does “{word}” mean?")
        post = Post(
            ref=f"{path.parent.name}/{path.stem}/{place}",
            to=parent.ref if parent else None,
            who=found["who"],
            days_ago=days,
            body=body.strip(),
            hat=hat,
            flags=frozenset(flags),
            thanks=thanks,
            label=label,
        )
        above[depth:] = [post]
        yield post


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{path.name}: {error}") from error


def _rows[Row](kind: type[Row], facts: dict[str, Any], name: str) -> tuple[Row, ...]:
    return tuple(_made(kind, Path(name), row) for row in facts.get(name, ()))


def _made[Row](kind: type[Row], path: Path, facts: dict[str, Any]) -> Row:
    try:
        return kind(**{name: _trimmed(value) for name, value in facts.items()})
    except TypeError as error:
        raise ContentError(f"{path.name}: {error}") from error


def _trimmed(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _check(content: Content) -> None:
    """Every name that is used belongs to somebody or something."""
    people = {person.key for person in content.people}
    writers = people | {guest.key for guest in content.guests}
    authors = {author.key for author in content.authors}
    boards = {board.slug for board in content.boards}
    articles = {article.slug for article in content.articles}
    series = {row.slug for row in content.series}
    topics = {topic.key: topic for topic in content.topics}
    for article in content.articles:
        _known(article.slug, set(article.authors), authors)
        _known(article.slug, {article.topic} - {""}, set(topics))
        _known(article.slug, {article.series} - {""}, series)
        if article.topic and topics[article.topic].days_ago < article.published:
            raise ContentError(f"{article.slug}: it is older than the topic that inspired it.")
    for topic in content.topics:
        _known(topic.key, {topic.board}, boards)
        _known(topic.key, {topic.by}, people)
    for key, begun, posts in [
        *((article.slug, article.published, article.posts) for article in content.articles),
        *((topic.key, topic.days_ago, topic.posts) for topic in content.topics),
    ]:
        _known(key, {post.who for post in posts}, writers)
        for post in posts:
            if post.days_ago > begun:
                raise ContentError(f"{post.ref}: it is older than what it stands under.")
            _known(post.ref, set(re.findall(r"\(topic:([^)]+)\)", post.body)), set(topics))
    _known("moderation", {row.comment for row in content.reports}, set(content.labels))
    _known("moderation", {row.comment for row in content.removals}, set(content.labels))
    _known("moderation", {row.by for row in content.reports}, people)
    _known("moderation", {row.by for row in content.removals}, people)
    _known("moderation", {row.person for row in content.suspensions}, people)
    _known("moderation", {row.article for row in content.feedback}, articles)


def _known(where: str, used: set[str], known: set[str]) -> None:
    if unknown := sorted(used - known):
        raise ContentError(f"{where}: nobody and nothing here is called {', '.join(unknown)}.")
