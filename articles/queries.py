"""What the pages read. Every list starts from what the viewer may see."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL

from accounts.viewer import Viewer
from articles import settings
from articles.models import Article, Author, Byline, Disclaimer, Feedback, Series, Tag
from articles.models.series import SeriesDisclaimer
from forum.topics import queries as topic_queries
from forum.topics.models import Topic
from forum.topics.rows import TopicRow, rows_of
from foundation.database.prepared import Prepared

PAGE: Final = 12
FRONT_LATEST: Final = 6
MOST_DISCUSSED: Final = 5
OPEN_QUESTIONS: Final = 5
RELATED: Final = 3
LATEST_BESIDE: Final = 5

_signed = Prefetch("bylines", Byline.objects.order_by("position").select_related("author"))


def for_lists(articles: QuerySet[Article]) -> QuerySet[Article]:
    """With what a card shows, without the text: two queries, however many cards."""
    return (
        articles.select_related("series", "lead_picture", "discussion")
        .prefetch_related(_signed)
        .defer("body_source", "body_html", "editors_note", "invitation", "disclaimer_text")
    )


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a long list, found by the article it starts after, not by counting."""

    articles: list[Article]
    older: int | None = None
    newer: int | None = None
    is_first: bool = True


def page_of(
    articles: QuerySet[Article], *, before: int | None = None, after: int | None = None
) -> Slice:
    """
    The latest, those older than the article `before`, or those newer than the article `after`.

    An article that has gone since gives the first page.
    """
    edge = articles.filter(pk=before or after or 0).values_list("published_at", "pk").first()
    listed = for_lists(articles)
    if edge is None:
        found = list(listed.order_by("-published_at", "-id")[: PAGE + 1])
        return _slice(found[:PAGE], older=len(found) > PAGE, newer=False)
    at, pk = edge
    if before:
        older = Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk)
        found = list(listed.filter(older).order_by("-published_at", "-id")[: PAGE + 1])
        return _slice(found[:PAGE], older=len(found) > PAGE, newer=True)
    newer = Q(published_at__gt=at) | Q(published_at=at, pk__gt=pk)
    found = list(listed.filter(newer).order_by("published_at", "id")[: PAGE + 1])
    return _slice(found[:PAGE][::-1], older=True, newer=len(found) > PAGE)


def _slice(articles: list[Article], *, older: bool, newer: bool) -> Slice:
    return Slice(
        articles,
        older=articles[-1].pk if articles and older else None,
        newer=articles[0].pk if articles and newer else None,
        is_first=not newer,
    )


@dataclass(frozen=True, slots=True)
class Front:
    lead: Article | None
    latest: list[Article]
    most_discussed: list[Article]
    questions: list[TopicRow] = field(default_factory=list)


def front(viewer: Viewer) -> Front:
    latest = _latest([])
    return Front(
        lead=latest[0] if latest else None,
        latest=latest[1:],
        most_discussed=_most_discussed([]) if latest else [],
        questions=open_questions(viewer),
    )


def open_questions(viewer: Viewer, limit: int = OPEN_QUESTIONS) -> list[TopicRow]:
    """Questions of the forum that nobody has answered yet."""
    return rows_of(topic_queries.unanswered(viewer, limit=limit).topics)


def inspired_by(topic: Topic, viewer: Viewer) -> list[Article]:
    """The articles that grew from a topic, for the line on the topic's page."""
    return _inspired([topic.pk])


def source_of(article: Article, viewer: Viewer) -> Topic | None:
    """The topic an article grew from, if this viewer may see it."""
    if article.inspired_by_id is None:
        return None
    return (
        Topic.objects.visible_to(viewer)
        .filter(pk=article.inspired_by_id)
        .select_related("discussion")
        .first()
    )


def seen(slug: str, viewer: Viewer) -> Article | None:
    """The published article at this address, with all its page shows."""
    return next(iter(_seen([slug])), None)


def whole_at_desk(viewer: Viewer) -> QuerySet[Article]:
    return _whole(Article.objects.at_desk(viewer))


def _whole(articles: QuerySet[Article]) -> QuerySet[Article]:
    return articles.select_related("series", "lead_picture", "discussion__audience")


# What is published is the same for everybody, so its statements are too.
_seen = Prepared(lambda slug: _whole(Article.objects.visible_to(Viewer.nobody())).filter(slug=slug))
_signatures = Prepared(
    lambda *articles: (
        Byline.objects.filter(article__in=articles)
        .order_by("article", "position")
        .select_related("author__photo")
    )
)
_latest = Prepared(
    lambda: for_lists(Article.objects.visible_to(Viewer.nobody())).order_by("-published_at", "-id")[
        : FRONT_LATEST + 1
    ]
)
_most_discussed = Prepared(
    lambda: (
        for_lists(Article.objects.visible_to(Viewer.nobody()))
        .filter(discussion__comment_count__gt=0, discussion__kind="article")
        .order_by("-discussion__comment_count", "-discussion_id")[:MOST_DISCUSSED]
    )
)
_inspired = Prepared(
    lambda topic: (
        Article.objects.visible_to(Viewer.nobody())
        .filter(inspired_by=topic)
        .order_by("-published_at", "-id")
        .only("pk", "title", "slug", "published_at")
    )
)
_tags = Prepared(lambda article: Tag.objects.filter(articles=article))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in its series, among the parts the viewer can read."""

    series: Series
    number: int
    count: int
    previous: Article | None
    next: Article | None


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the text of an article."""

    tags: list[Tag]
    related: list[Article]
    latest: list[Article]
    place: Place | None


def around(article: Article, viewer: Viewer) -> Around:
    """Four queries, and one less without tags. All authors, the article's too, are at hand then."""
    tags = _tags([article.pk])
    near = _related([article.pk]) if tags else []
    signed: dict[int, list[Author]] = {}
    for byline in _signatures([article.pk, *(other.pk for other in near)]):
        signed.setdefault(byline.article_id, []).append(byline.author)
    for one in (article, *near):
        one.signed = signed.get(one.pk, [])
    beside = _beside([article.pk, article.series_id or 0])
    others = sorted(
        (other for other in beside if other.pk != article.pk and other.published_at),
        key=lambda other: (other.published_at, other.pk),
        reverse=True,
    )
    return Around(tags, near, others[:LATEST_BESIDE], _place(article, beside))


def _place(article: Article, beside: Sequence[Article]) -> Place | None:
    if article.series is None:
        return None
    parts = sorted(
        (other for other in beside if other.series_id == article.series_id),
        key=lambda part: part.position or 0,
    )
    at = next((at for at, part in enumerate(parts) if part.pk == article.pk), None)
    if at is None:
        return None
    return Place(
        series=article.series,
        number=at + 1,
        count=len(parts),
        previous=parts[at - 1] if at > 0 else None,
        next=parts[at + 1] if at + 1 < len(parts) else None,
    )


def _beside_of(article: int, series: int) -> QuerySet[Article]:
    """The latest others, and all parts of the series, with title and address only."""
    seen = Article.objects.visible_to(Viewer.nobody())
    latest = seen.exclude(pk=article).order_by("-published_at", "-id").values("pk")
    return seen.filter(Q(series=series) | Q(pk__in=latest[:LATEST_BESIDE])).only(
        "pk", "title", "slug", "position", "series_id", "published_at"
    )


_beside = Prepared(_beside_of)

_TAGGED: Final = Article.tags.through._meta.db_table
_SHARED: Final = (
    f"FROM {_TAGGED} own JOIN {_TAGGED} other ON other.tag_id = own.tag_id "
    "WHERE own.article_id = %s"
)
# A rare tag counts for more than one that stands everywhere.
_NEARNESS: Final = f"SUM(1.0 / (SELECT COUNT(*) FROM {_TAGGED} one WHERE one.tag_id = own.tag_id))"  # noqa: S608


def _related_to(article: int) -> QuerySet[Article]:
    table = Article._meta.db_table
    nearest = (
        f"SELECT other.article_id {_SHARED} AND other.article_id IN "  # noqa: S608  names of ours
        f"(SELECT id FROM {table} WHERE status = 'published') AND other.article_id <> %s "
        f"GROUP BY other.article_id ORDER BY {_NEARNESS} DESC, other.article_id DESC "
        f"LIMIT {RELATED}"
    )
    nearness = f"SELECT {_NEARNESS} {_SHARED} AND other.article_id = {table}.id"
    return (
        for_lists(Article.objects.visible_to(Viewer.nobody()))
        .prefetch_related(None)
        .filter(pk__in=RawSQL(nearest, [article, article]))  # noqa: S611  no text of anybody
        .order_by(RawSQL(nearness, [article]).desc(), "-id")  # noqa: S611
    )


_related = Prepared(_related_to)


def series_list(viewer: Viewer) -> QuerySet[Series]:
    """Series that have something to read, with how many parts."""
    published = Q(articles__in=Article.objects.visible_to(viewer))
    return (
        Series.objects.annotate(parts=Count("articles", filter=published))
        .filter(parts__gt=0)
        .order_by("position", "title", "pk")
    )


def authors_with_articles(viewer: Viewer) -> QuerySet[Author]:
    return (
        Author.objects.filter(articles__in=Article.objects.visible_to(viewer))
        .distinct()
        .select_related("photo")
    )


def disclaimer_of(article: Article) -> str:
    """The text that stands at the end of the article and above the comment box."""
    choice = article.disclaimer
    if choice == Disclaimer.OWN:
        return article.disclaimer_text
    if choice == Disclaimer.NONE:
        return ""
    if choice == Disclaimer.SERIES and article.series is not None:
        if article.series.disclaimer == SeriesDisclaimer.OWN:
            return article.series.disclaimer_text
        if article.series.disclaimer == SeriesDisclaimer.NONE:
            return ""
    return settings.disclaimer()


def feedback_list(viewer: Viewer) -> QuerySet[Feedback]:
    """Private notes, for editors alone; the newest first."""
    if not viewer.is_editor:
        return Feedback.objects.none()
    return Feedback.objects.select_related("rating__article").order_by("-changed_at", "-pk")


def desk_list(viewer: Viewer, status: str) -> QuerySet[Article]:
    return (
        for_lists(Article.objects.at_desk(viewer))
        .filter(status=status)
        .select_related("changed_by")
        .order_by("-changed_at", "-id")
    )


def desk_counts(viewer: Viewer) -> dict[str, int]:
    rows = Article.objects.at_desk(viewer).values_list("status").annotate(n=Count("pk"))
    return dict(rows.values_list("status", "n"))


def comment_count(article: Article) -> int:
    return article.discussion.comment_count if article.discussion is not None else 0
