from typing import ClassVar

from django.db import models

from articles.models import Article

PATH_LENGTH = 500


class OldPath(models.Model):
    """
    The address an article had on the site it came from, as a path of this one.

    It points to the article, not to its address, so one step leads there however often the
    article was renamed; whether a reader may see it is asked when they come.
    """

    path = models.CharField(max_length=PATH_LENGTH, unique=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="old_paths")

    objects: ClassVar[models.Manager["OldPath"]] = models.Manager()

    def __str__(self) -> str:
        return self.path
