from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forum.notifications.models import Channel


class SeriesDisclaimer(models.TextChoices):
    SITE = "site", _("The site's disclaimer")
    OWN = "own", _("A text of its own")
    NONE = "none", _("None")


class Series(models.Model):
    """An ordered column of articles, with a page of its own."""

    title = models.CharField(_("title"), max_length=150)
    slug = models.SlugField(max_length=160, unique=True, allow_unicode=True)
    description_source = models.TextField(_("description"), max_length=5000, blank=True)
    description_html = models.TextField(blank=True, editable=False)
    render_version = models.PositiveSmallIntegerField(default=0, editable=False)
    disclaimer = models.CharField(
        _("disclaimer"),
        max_length=4,
        choices=SeriesDisclaimer,
        default=SeriesDisclaimer.SITE,
    )
    disclaimer_text = models.TextField(_("its own disclaimer"), max_length=2000, blank=True)
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower numbers stand first in the list of series.")
    )
    # Made when somebody follows it for the first time.
    channel = models.OneToOneField(
        Channel, models.SET_NULL, null=True, blank=True, editable=False, related_name="series"
    )

    class Meta:
        ordering = ("position", "title", "id")
        verbose_name_plural = "series"
        constraints = (
            models.CheckConstraint(condition=~models.Q(title=""), name="series_title_present"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="series_slug_present"),
            models.CheckConstraint(
                condition=models.Q(disclaimer__in=SeriesDisclaimer.values),
                name="series_disclaimer_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(disclaimer="own") | ~models.Q(disclaimer_text=""),
                name="series_own_disclaimer_has_text",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("series", args=[self.slug])
