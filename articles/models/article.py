from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.viewer import Viewer
from articles.models.author import Author
from articles.models.picture import Picture
from articles.models.series import Series
from forum.comments.models import Discussion
from forum.topics.models import Tag, Topic

TITLE_LENGTH = 150
BODY_LENGTH = 100_000


class ArticleStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")


class BodyFormat(models.TextChoices):
    MARKDOWN = "markdown", "Markdown"
    HTML = "html", "HTML"  # imported from elsewhere, cleaned


class Disclaimer(models.TextChoices):
    SERIES = "series", _("As its series says")
    SITE = "site", _("The site's disclaimer")
    OWN = "own", _("A text of its own")
    NONE = "none", _("None")


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """
        What the viewer reads in the site's public pages: what is published, for everybody.

        Editors meet drafts at the desk (`at_desk`), never in a list, count or feed.
        """
        return self.filter(status=ArticleStatus.PUBLISHED)

    def at_desk(self, viewer: Viewer) -> Self:
        """Every article, for editors; nothing for anybody else."""
        return self.all() if viewer.is_editor else self.none()

    def latest_first(self) -> Self:
        return self.order_by("-published_at", "-id")


class Article(models.Model):
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    slug = models.SlugField(_("address"), max_length=160, unique=True, allow_unicode=True)
    standfirst = models.TextField(
        _("standfirst"),
        max_length=500,
        blank=True,
        help_text=_("One or two sentences under the title; lists and search results show them."),
    )
    body_format = models.CharField(max_length=8, choices=BodyFormat, default=BodyFormat.MARKDOWN)
    body_source = models.TextField(_("text"), max_length=BODY_LENGTH, blank=True)
    body_html = models.TextField(blank=True, editable=False)
    render_version = models.PositiveSmallIntegerField(default=0, editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False)

    status = models.CharField(max_length=9, choices=ArticleStatus, default=ArticleStatus.DRAFT)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    status_at = models.DateTimeField(default=timezone.now)
    status_reason = models.CharField(max_length=300, blank=True)
    publish_at = models.DateTimeField(_("publish on"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)  # shown: the text changed since
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Two editors at once: a save names the version it started from.
    version = models.PositiveIntegerField(default=1)

    series = models.ForeignKey(
        Series,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("series"),
    )
    position = models.PositiveSmallIntegerField(_("part number"), null=True, blank=True)
    tags: models.ManyToManyField[Tag, models.Model] = models.ManyToManyField(
        Tag, blank=True, related_name="articles"
    )
    authors: models.ManyToManyField[Author, "Byline"] = models.ManyToManyField(
        Author, through="Byline", related_name="articles"
    )
    lead_picture = models.ForeignKey(
        Picture,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    lead_caption = models.CharField(_("caption"), max_length=500, blank=True)

    disclaimer = models.CharField(
        _("disclaimer"), max_length=6, choices=Disclaimer, default=Disclaimer.SERIES
    )
    disclaimer_text = models.TextField(_("its own disclaimer"), max_length=2000, blank=True)
    # The forum topic it grew from, named and linked in the editor's note, and linked back.
    inspired_by = models.ForeignKey(
        Topic,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("forum topic"),
    )
    editors_note = models.TextField(_("editor's note"), max_length=1000, blank=True)
    invitation = models.TextField(
        _("closing invitation"),
        max_length=500,
        blank=True,
        help_text=_("What readers are asked to tell below. Left empty, a general sentence stands."),
    )

    discussion = models.OneToOneField(
        Discussion, models.PROTECT, null=True, blank=True, related_name="article"
    )
    # Derived from the ratings, moved by `rate`, repaired by `recount`.
    rating_count = models.PositiveIntegerField(default=0)
    rating_sum = models.PositiveIntegerField(default=0)

    objects: ClassVar[ArticleQuerySet] = ArticleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(title=""), name="article_title_present"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="article_slug_present"),
            models.CheckConstraint(
                condition=models.Q(status__in=ArticleStatus.values), name="article_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(body_format__in=BodyFormat.values),
                name="article_body_format_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="scheduled") | models.Q(publish_at__isnull=False),
                name="article_scheduled_has_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(published_at__isnull=False, discussion__isnull=False),
                name="article_published_has_date",
            ),
            models.CheckConstraint(
                condition=models.Q(series__isnull=True)
                | models.Q(series__isnull=False, position__isnull=False),
                name="article_position_in_series",
            ),
            models.UniqueConstraint(
                fields=["series", "position"],
                condition=models.Q(series__isnull=False),
                name="article_position_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(disclaimer__in=Disclaimer.values),
                name="article_disclaimer_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(disclaimer="own") | ~models.Q(disclaimer_text=""),
                name="article_own_disclaimer_has_text",
            ),
            models.CheckConstraint(
                condition=models.Q(rating_sum__gte=models.F("rating_count"))
                & models.Q(rating_sum__lte=models.F("rating_count") * 5),
                name="article_rating_within_stars",
            ),
        )
        indexes = (
            # Front page, latest articles, the list by pages.
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(status="published"),
                name="article_latest",
            ),
            # The recurring job: what is due?
            models.Index(
                fields=["publish_at"],
                condition=models.Q(status="scheduled"),
                name="article_due",
            ),
            # The desk: by state, last change first.
            models.Index(fields=["status", "-changed_at", "-id"], name="article_desk"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.slug])

    @cached_property
    def signed(self) -> list[Author]:
        """Its authors in the order they sign; pages read those of many articles at once."""
        return [byline.author for byline in self.bylines.all()]

    @property
    def is_published(self) -> bool:
        return self.status == ArticleStatus.PUBLISHED

    @property
    def is_scheduled(self) -> bool:
        return self.status == ArticleStatus.SCHEDULED

    @property
    def average_stars(self) -> float | None:
        return self.rating_sum / self.rating_count if self.rating_count else None


class Byline(models.Model):
    """One author of one article, in the order they sign."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, related_name="bylines")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("article", "position")
        constraints = (
            models.UniqueConstraint(fields=["article", "author"], name="byline_author_once"),
            models.UniqueConstraint(fields=["article", "position"], name="byline_position_unique"),
        )

    def __str__(self) -> str:
        return f"author {self.author_id} of article {self.article_id}"
