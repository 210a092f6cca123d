"""For the header of every page: how much waits for this person."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Sanction
from accounts.policies import limits_of
from accounts.viewer import Viewer
from forum.moderation import calm, limited, queries


def waiting(request: HttpRequest) -> dict[str, object]:
    """Asks the database only where the header shows it, and for the team only."""
    return {
        "queue_count": SimpleLazyObject(lambda: _waiting(Viewer.of(request))),
        "is_limited": SimpleLazyObject(lambda: limited.is_on(request)),
        "limits_on_me": SimpleLazyObject(lambda: _limits(Viewer.of(request))),
    }


def _waiting(viewer: Viewer) -> int:
    """None where a moderator takes a break."""
    return 0 if calm.paused_until(viewer.user) is not None else queries.waiting_count(viewer)


def _limits(viewer: Viewer) -> list[Sanction]:
    """Of members alone, and nothing is asked where there is nothing: every page shows it."""
    return limits_of(viewer) if viewer.user is not None else []
