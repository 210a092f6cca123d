"""What upper floors show on the private page of a guest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Guest


@dataclass(frozen=True, slots=True)
class Section:
    """
    A part of the page: a title and a template with its context. The template finds `token` too:
    its forms post to addresses of their own below /guest/TOKEN/, which ask
    `accounts.services.guest_links` again whose page that is.
    """

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


Sections = Callable[[Guest], Section | None]
_sections: list[tuple[int, Sections]] = []


def add_section(source: Sections, *, place: int) -> None:
    """Join at start. A smaller place stands further up; None shows nothing for this guest."""
    _sections.append((place, source))
    _sections.sort(key=lambda entry: entry[0])


def sections_of(guest: Guest) -> list[Section]:
    return [found for _place, ask in _sections if (found := ask(guest)) is not None]
