from functools import lru_cache
from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forum.notifications.models import Channel


class Tag(models.Model):
    """One word for what a topic or an article is about. One table for both."""

    name = models.CharField(_("name"), max_length=40)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    # Made when somebody follows it for the first time.
    channel = models.OneToOneField(
        Channel, models.SET_NULL, null=True, blank=True, editable=False, related_name="tag"
    )

    objects: ClassVar[models.Manager["Tag"]] = models.Manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(Lower("name"), name="tag_name_unique"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="tag_slug_present"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return _address(self.slug)


@lru_cache(maxsize=1024)  # a page of topics asks for the same few again and again
def _address(slug: str) -> str:
    return reverse("tag", args=[slug])
