"""What this floor brings to following: series and authors, and the articles of a summary."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewer import Viewer
from articles import policies
from articles.cards import signed_by
from articles.models import Article, Author, Series
from articles.queries import for_lists
from forum.comments.models import Discussion
from forum.notifications import hosts
from forum.notifications.hosts import Host, Kind
from forum.notifications.services import channels, summary
from forum.notifications.services.summary import Item, Section

SERIES = "series"
AUTHOR = "author"
KIND = "article"  # of the discussions that articles hold


def join() -> None:
    hosts.register(
        SERIES,
        Kind(
            gettext_lazy("Series"), gettext_lazy("this series"), gettext_lazy("Every new article")
        ),
        _series,
    )
    hosts.register(
        AUTHOR,
        Kind(
            gettext_lazy("Author"), gettext_lazy("this author"), gettext_lazy("Every new article")
        ),
        _author,
    )
    hosts.add_places(_places)
    summary.add_section(_section, place=10)


def _series(viewer: Viewer, pk: int) -> Host | None:
    found = Series.objects.filter(pk=pk).first()
    if found is None or not _is_read(viewer, Article.objects.filter(series=found)):
        return None
    return Host(
        found.title,
        found.get_absolute_url(),
        found.channel_id,
        lambda: channels.of_owner(Series, pk, kind=SERIES),
    )


def _author(viewer: Viewer, pk: int) -> Host | None:
    found = Author.objects.filter(pk=pk).first()
    if found is None or not _is_read(viewer, Article.objects.filter(bylines__author=found)):
        return None
    return Host(
        found.name,
        found.get_absolute_url(),
        found.channel_id,
        lambda: channels.of_owner(Author, pk, kind=AUTHOR),
    )


def _is_read(viewer: Viewer, articles: QuerySet[Article]) -> bool:
    """What has nothing to read under it is not announced, as on its page."""
    return (
        policies.may_edit(viewer)
        or articles.filter(pk__in=Article.objects.visible_to(viewer)).exists()
    )


def _places(discussion: Discussion) -> list[int]:
    if discussion.kind != KIND:
        return []
    article = Article.objects.filter(discussion=discussion).select_related("series").first()
    if article is None:
        return []
    series = article.series.channel_id if article.series is not None else None
    authors = article.authors.filter(channel__isnull=False).values_list("channel", flat=True)
    tags = article.tags.filter(channel__isnull=False).values_list("channel", flat=True)
    return [pk for pk in (series, *authors, *tags) if pk is not None]


def _section(viewer: Viewer, start: datetime, end: datetime, most: int) -> Section:
    written = Article.objects.visible_to(viewer).filter(
        published_at__gte=start, published_at__lt=end
    )
    found = for_lists(written.latest_first())[:most]
    return Section(
        _("New articles"),
        [Item(one.title, one.get_absolute_url(), signed_by(one)) for one in found],
    )
