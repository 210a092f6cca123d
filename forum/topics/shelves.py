"""Boards as places to filter the queue of moderation by."""

from django.utils.translation import gettext_lazy as _

from forum.comments.models import Discussion
from forum.moderation import places
from forum.topics.models import Board
from forum.topics.models.topic import KIND


def join() -> None:
    places.register(
        places.BOARD,
        label=_("Boards"),
        choices=lambda: list(Board.objects.values_list("pk", "name")),
        within=lambda board: Discussion.objects.filter(kind=KIND, shelf=board),
    )
