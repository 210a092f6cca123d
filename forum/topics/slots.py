"""What a higher floor says on a topic's page, such as the article it inspired."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from forum.comments import queries
from forum.comments.models import Discussion
from forum.topics.models import Topic


@dataclass(frozen=True, slots=True)
class Note:
    """A line beside the opening post: words, and where they lead."""

    text: str
    title: str
    url: str


Notes = Callable[[Topic, Viewer], list[Note]]
_sources: list[Notes] = []


def add_notes(source: Notes) -> None:
    """Join at start."""
    _sources.append(source)


def notes_for(topic: Topic, viewer: Viewer) -> list[Note]:
    return [note for ask in _sources for note in ask(topic, viewer)]


def came_from(discussion: Discussion, viewer: Viewer) -> list[Note]:
    """Where a topic began that was split from another discussion. Asks nothing for the others."""
    if discussion.came_from_id is None:
        return []
    stub = queries.seen(discussion.came_from_id, viewer)
    if stub is None:
        return []
    title = stub.discussion.title
    return [Note(_("This conversation began in:"), title, stub.get_absolute_url())]
