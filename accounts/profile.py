"""What upper floors show on a person's page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    url: str
    meta: str = ""
    excerpt: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A list on a person's page: already only what the viewer may see."""

    title: str
    entries: list[Entry]
    empty: str = ""


Sections = Callable[[User, Viewer], Section]
Links = Callable[[User, Viewer], list[tuple[str, str]]]
_sections: list[tuple[int, Sections]] = []
_links: list[Links] = []


def add_section(source: Sections, *, place: int) -> None:
    """Join at start. A smaller place stands further up."""
    _sections.append((place, source))
    _sections.sort(key=lambda entry: entry[0])


def add_links(source: Links) -> None:
    """Join at start: (label, url) of what the viewer may do about this person."""
    _links.append(source)


def sections_of(person: User, viewer: Viewer) -> list[Section]:
    return [ask(person, viewer) for _place, ask in _sections]


def links_of(person: User, viewer: Viewer) -> list[tuple[str, str]]:
    return [link for ask in _links for link in ask(person, viewer)]
