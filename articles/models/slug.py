from django.db import models
from django.utils import timezone

from articles.models.article import Article
from articles.models.author import Author
from articles.models.series import Series
from forum.topics.models import Tag

_TARGETS = ("article", "series", "author", "tag")


def _only(target: str) -> models.Q:
    return models.Q(**{f"{other}__isnull": other != target for other in _TARGETS})


class SlugHistory(models.Model):
    """
    An address something had before. It points to the thing, not to the next address, so a
    reader of an old link goes one step, however often it was renamed.
    """

    slug = models.SlugField(max_length=160, allow_unicode=True)
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, related_name="old_slugs"
    )
    series = models.ForeignKey(
        Series, models.CASCADE, null=True, blank=True, related_name="old_slugs"
    )
    author = models.ForeignKey(
        Author, models.CASCADE, null=True, blank=True, related_name="old_slugs"
    )
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, blank=True, related_name="old_slugs")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=_only("article") | _only("series") | _only("author") | _only("tag"),
                name="slughistory_one_target",
            ),
            *(
                models.UniqueConstraint(
                    fields=["slug"],
                    condition=models.Q(**{f"{target}__isnull": False}),
                    name=f"slughistory_once_per_{target}",
                )
                for target in _TARGETS
            ),
        )

    def __str__(self) -> str:
        return self.slug
