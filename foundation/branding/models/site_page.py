from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Slug(models.TextChoices):
    GUIDELINES = "guidelines", _("Guidelines")
    PRIVACY = "privacy", _("Privacy")
    CORRECTIONS = "corrections", _("Corrections")
    CONTACT = "contact", _("Contact")


class SitePage(models.Model):
    """One of the site's own pages. Until somebody edits it, it shows the text that comes with
    the software and follows it from release to release."""

    slug = models.CharField(max_length=20, primary_key=True, choices=Slug)
    title = models.CharField(_("title"), max_length=100)
    body_source = models.TextField(_("text"))
    body_html = models.TextField(editable=False)
    render_version = models.PositiveIntegerField(default=0, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        editable=False,
    )  # fmt: skip

    objects: ClassVar[models.Manager[SitePage]] = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(slug__in=Slug.values), name="branding_page_slug_known"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("site-page", args=[self.slug])
