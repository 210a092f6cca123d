"""The search index follows topics: their title, their opening post and its status."""

from forum.comments.models import Comment, CommentKind
from forum.topics import search
from forum.topics.models import Topic
from foundation.activity.events import subscribe
from foundation.activity.models import Event


@subscribe("topics.topic.asked", "topics.topic.renamed", receiver="topics.search")
def follow(event: Event) -> None:
    search.follow(int(event.data["topic"]))


@subscribe("comments.branch.moved", "comments.branch.returned", receiver="topics.moved")
def follow_moved(event: Event) -> None:
    """A comment became the opening of a topic, or is one no more."""
    places = (event.data["source"], event.data["target"])
    for pk in Topic.objects.filter(discussion__in=places).values_list("pk", flat=True):
        search.follow(pk)


@subscribe(
    "comments.comment.edited",
    "comments.comment.amended",
    "comments.comment.status",
    receiver="topics.opening",
)
def follow_opening(event: Event) -> None:
    opening = (
        Comment.objects.filter(pk=event.data["comment"], kind=CommentKind.OPENING)
        .select_related("discussion__topic")
        .first()
    )
    if opening is not None and hasattr(opening.discussion, "topic"):
        search.follow(opening.discussion.topic.pk)
