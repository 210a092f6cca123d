from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.picture import Picture
from forum.notifications.models import Channel


class Author(models.Model):
    """A person articles are signed by, with or without an account here."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    line = models.CharField(
        _("line under the name"),
        max_length=200,
        blank=True,
        help_text=_("For example a profession, or a life with the condition written about."),
    )
    bio_source = models.TextField(_("about"), max_length=5000, blank=True)
    bio_html = models.TextField(blank=True, editable=False)
    render_version = models.PositiveSmallIntegerField(default=0, editable=False)
    photo = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="byline_author",
        verbose_name=_("account"),
    )
    # Made when somebody follows it for the first time.
    channel = models.OneToOneField(
        Channel, models.SET_NULL, null=True, blank=True, editable=False, related_name="author"
    )

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(condition=~models.Q(name=""), name="author_name_present"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="author_slug_present"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])
