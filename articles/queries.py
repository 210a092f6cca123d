"""What the pages read. Every list starts from what the viewer may see."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Case, Count, FloatField, Prefetch, Q, QuerySet, Sum, Value, When

from accounts.viewer import Viewer
from articles import settings
from articles.models import Article, Author, Byline, Disclaimer, Feedback, Series, Tag
from articles.models.series import SeriesDisclaimer
from forum.topics import queries as topic_queries
from forum.topics.models import Topic
from forum.topics.rows import TopicRow, rows_of

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
    visible = for_lists(Article.objects.visible_to(viewer))
    latest = list(visible.order_by("-published_at", "-id")[: FRONT_LATEST + 1])
    return Front(
        lead=latest[0] if latest else None,
        latest=latest[1:],
        most_discussed=most_discussed(viewer) if latest else [],
        questions=open_questions(viewer),
    )


def most_discussed(viewer: Viewer, limit: int = MOST_DISCUSSED) -> list[Article]:
    return list(
        for_lists(Article.objects.visible_to(viewer))
        .filter(discussion__comment_count__gt=0, discussion__kind="article")
        .order_by("-discussion__comment_count", "-discussion_id")[:limit]
    )


def open_questions(viewer: Viewer, limit: int = OPEN_QUESTIONS) -> list[TopicRow]:
    """Questions of the forum that nobody has answered yet."""
    return rows_of(topic_queries.unanswered(viewer, limit=limit).topics)


def inspired_by(topic: Topic, viewer: Viewer) -> list[Article]:
    """The articles that grew from a topic, for the line on the topic's page."""
    return list(
        Article.objects.visible_to(viewer)
        .filter(inspired_by=topic)
        .order_by("-published_at", "-id")
        .only("pk", "title", "slug", "published_at")
    )


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


def whole(viewer: Viewer) -> QuerySet[Article]:
    """Articles with all their page shows."""
    return _with_all(Article.objects.visible_to(viewer))


def whole_at_desk(viewer: Viewer) -> QuerySet[Article]:
    return _with_all(Article.objects.at_desk(viewer))


def _with_all(articles: QuerySet[Article]) -> QuerySet[Article]:
    signed = Prefetch(
        "bylines", Byline.objects.order_by("position").select_related("author__photo")
    )
    return articles.select_related(
        "series", "lead_picture", "discussion__audience", "inspired_by"
    ).prefetch_related(signed, "tags")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in its series, among the parts the viewer can read."""

    series: Series
    number: int
    count: int
    previous: Article | None
    next: Article | None


def place_in_series(article: Article, viewer: Viewer) -> Place | None:
    if article.series is None:
        return None
    parts = parts_of(article.series, viewer)
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


def parts_of(series: Series, viewer: Viewer) -> list[Article]:
    """The parts in their order, with title and address only."""
    return list(
        Article.objects.visible_to(viewer)
        .filter(series=series)
        .order_by("position")
        .only("pk", "title", "slug", "position", "series_id")
    )


def related(article: Article, viewer: Viewer, limit: int = RELATED) -> list[Article]:
    """By shared tags, a rare tag counting for more than one that stands everywhere."""
    # How many articles carry each of its tags. Two steps: a filter by the article would count one.
    tags = list(Tag.objects.filter(articles=article).values_list("pk", flat=True))
    found = dict(
        Tag.objects.filter(pk__in=tags).annotate(used=Count("articles")).values_list("pk", "used")
    )
    if not found:
        return []
    score = Sum(
        Case(
            *(When(tags=pk, then=Value(1.0 / used)) for pk, used in found.items()),
            default=Value(0.0),
            output_field=FloatField(),
        )
    )
    nearest = (
        Article.objects.visible_to(viewer)
        .filter(tags__in=list(found))
        .exclude(pk=article.pk)
        .annotate(score=score)
        .order_by("-score", "-published_at", "-id")
        .values_list("pk", flat=True)[:limit]
    )
    return _in_order(list(nearest))


def _in_order(keys: Sequence[int]) -> list[Article]:
    found = for_lists(Article.objects.all()).in_bulk(keys)
    return [found[key] for key in keys]


def latest_beside(article: Article, viewer: Viewer, limit: int = LATEST_BESIDE) -> list[Article]:
    return list(
        Article.objects.visible_to(viewer)
        .exclude(pk=article.pk)
        .order_by("-published_at", "-id")
        .only("pk", "title", "slug", "published_at")[:limit]
    )


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
