"""The shapes of the content, as its files say it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    name: str
    role: str
    joined: float
    about: str


@dataclass(frozen=True, slots=True)
class Guest:
    key: str
    name: str
    website: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    key: str
    slug: str
    name: str
    person: str
    line: str
    bio: str


@dataclass(frozen=True, slots=True)
class Series:
    slug: str
    title: str
    description: str
    disclaimer: str


@dataclass(frozen=True, slots=True)
class Board:
    slug: str
    name: str
    description: str
    audience: str


@dataclass(frozen=True, slots=True)
class Post:
    """One comment of a conversation. `ref` is its place in the file, `to` that of its parent."""

    ref: str
    to: str | None
    who: str
    days_ago: float
    body: str
    hat: str
    flags: frozenset[str]
    thanks: int
    label: str


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    slug: str
    standfirst: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    published: float
    picture: str
    alt: str
    caption: str
    closing: str
    body: str
    posts: tuple[Post, ...]
    ratings: tuple[int, ...]
    series: str = ""
    part: int | None = None
    updated: float | None = None
    topic: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    board: str
    kind: str
    title: str
    by: str
    days_ago: float
    tags: tuple[str, ...]
    body: str
    posts: tuple[Post, ...]
    pinned: bool = False
    pinned_reason: str = ""
    locked: bool = False
    locked_reason: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    comment: str
    by: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Removal:
    comment: str
    by: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Suspension:
    person: str
    by: str
    days: int
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Feedback:
    article: str
    stars: int
    text: str


@dataclass(frozen=True, slots=True)
class Content:
    people: tuple[Person, ...]
    guests: tuple[Guest, ...]
    authors: tuple[Author, ...]
    series: tuple[Series, ...]
    boards: tuple[Board, ...]
    articles: tuple[Article, ...]
    topics: tuple[Topic, ...]
    reports: tuple[Report, ...] = ()
    removals: tuple[Removal, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    labels: dict[str, Post] = field(default_factory=dict)

    @property
    def posts(self) -> list[Post]:
        under_articles = [post for article in self.articles for post in article.posts]
        return under_articles + [post for topic in self.topics for post in topic.posts]
