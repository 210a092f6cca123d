from functools import reduce
from operator import or_
from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.models import Guest
from articles.models import Article, Author, Picture, Series
from forum.topics.models import Board, Tag, Topic

_THINGS = (
    "person", "guest", "author", "series", "picture", "tag", "article", "board", "topic",
)  # fmt: skip


def _only(name: str) -> models.Q:
    others = {f"{other}__isnull": True for other in _THINGS if other != name}
    return models.Q(**{f"{name}__isnull": False}, **others)


class SampleItem(models.Model):
    """One thing that the sample content made, so that removing it removes nothing else."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sample_item"
    )
    guest = models.OneToOneField(Guest, models.CASCADE, null=True, related_name="sample_item")
    author = models.OneToOneField(Author, models.CASCADE, null=True, related_name="sample_item")
    series = models.OneToOneField(Series, models.CASCADE, null=True, related_name="sample_item")
    picture = models.OneToOneField(Picture, models.CASCADE, null=True, related_name="sample_item")
    tag = models.OneToOneField(Tag, models.CASCADE, null=True, related_name="sample_item")
    article = models.OneToOneField(Article, models.CASCADE, null=True, related_name="sample_item")
    board = models.OneToOneField(Board, models.CASCADE, null=True, related_name="sample_item")
    topic = models.OneToOneField(Topic, models.CASCADE, null=True, related_name="sample_item")

    objects: ClassVar[models.Manager["SampleItem"]] = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=reduce(or_, (_only(name) for name in _THINGS)),
                name="sampleitem_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"sample item {self.pk}"
