"""For the header of every page: how many notices are new."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.viewer import Viewer
from forum.notifications import queries


def unread(request: HttpRequest) -> dict[str, object]:
    """One query, where the header shows it and for signed-in people only."""

    def count() -> int:
        viewer = Viewer.of(request)
        return queries.unread_count(viewer.user) if viewer.user is not None else 0

    return {"unread_count": SimpleLazyObject(count)}
