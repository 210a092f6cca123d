"""What upper floors show on a person's page."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from accounts.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    url: str
    meta: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A list on a person's page: already only what the viewer may see."""

    title: str
    entries: list[Entry]
    empty: str = ""


Sections = Callable[[User, Viewer], Section]
Links = Callable[[User, Viewer], list[tuple[str, str]]]
_sections: list[Sections] = []
_links: list[Links] = []


def add_section(source: Sections) -> None:
    """Join at start."""
    _sections.append(source)


def add_links(source: Links) -> None:
    """Join at start: (label, url) of what the viewer may do about this person."""
    _links.append(source)


def sections_of(person: User, viewer: Viewer) -> list[Section]:
    return [ask(person, viewer) for ask in _sections]


def links_of(person: User, viewer: Viewer) -> list[tuple[str, str]]:
    return [link for ask in _links for link in ask(person, viewer)]
