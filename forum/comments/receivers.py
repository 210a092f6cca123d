"""Reactions of the engine to what happened in it: the search index follows what is published."""

from forum.comments import search
from foundation.activity.events import subscribe
from foundation.activity.models import Event


@subscribe(
    "comments.comment.posted",
    "comments.comment.edited",
    "comments.comment.amended",
    "comments.comment.status",
    "comments.branch.moved",
    "comments.branch.returned",
    receiver="comments.search",
)
def follow(event: Event) -> None:
    search.follow(int(event.data["comment"]))
