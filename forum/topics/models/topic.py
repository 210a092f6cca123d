from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.viewer import Viewer
from forum.comments.models import Discussion
from forum.comments.models.discussion import seen_by
from forum.topics.models.board import Board
from forum.topics.models.tag import Tag

KIND = "topic"  # of the discussions that topics hold


class TopicKind(models.TextChoices):
    QUESTION = "question", _("A question")
    TALK = "talk", _("Something to talk about")


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(seen_by(viewer, "discussion__"))


class Topic(models.Model):
    """A forum thread. Its title, place and state are its discussion's; replies are comments."""

    discussion = models.OneToOneField(Discussion, models.CASCADE, related_name="topic")
    board = models.ForeignKey(Board, models.PROTECT, related_name="topics")
    kind = models.CharField(max_length=8, choices=TopicKind, default=TopicKind.QUESTION)
    slug = models.SlugField(max_length=160, allow_unicode=True)
    tags: models.ManyToManyField[Tag, models.Model] = models.ManyToManyField(
        Tag, blank=True, related_name="topics"
    )

    objects: ClassVar[TopicQuerySet] = TopicQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(slug=""), name="topic_slug_present"),
            models.CheckConstraint(
                condition=models.Q(kind__in=TopicKind.values), name="topic_kind_known"
            ),
        )

    def __str__(self) -> str:
        return self.discussion.title

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[f"{self.pk}-{self.slug}"])

    @property
    def is_question(self) -> bool:
        return self.kind == TopicKind.QUESTION
