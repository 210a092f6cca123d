"""For the header of every page: how much waits for this person."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.viewer import Viewer
from forum.moderation import queries


def waiting(request: HttpRequest) -> dict[str, object]:
    """Asks the database only where the header shows it, and for the team only."""
    return {"queue_count": SimpleLazyObject(lambda: queries.waiting_count(Viewer.of(request)))}
