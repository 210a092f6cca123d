"""The front page, and the lists of articles: all, by series, by author, by tag."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.viewer import Viewer
from articles import policies, queries
from articles.cards import card, cards
from articles.models import Article, Author, Series, Tag
from articles.views.answers import moved, number, public_page
from forum.comments.news import unread_counts
from forum.notifications import control
from forum.topics import queries as topic_queries
from forum.topics.rows import TopicRow, rows_of
from foundation.branding.pager import Pager


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    viewer = Viewer.of(request)
    found = queries.front(viewer)
    context = {
        "nav": "front",
        "lead": card(found.lead) if found.lead else None,
        "latest": cards(found.latest),
        "most_discussed": cards(found.most_discussed),
        "questions": found.questions,
        "may_edit": policies.may_edit(viewer),
    }
    return public_page(request, "articles/front.html", context)


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    viewer = Viewer.of(request)
    context = _page(request, Article.objects.visible_to(viewer), reverse("articles"))
    return public_page(
        request, "articles/list.html", context | {"may_edit": policies.may_edit(viewer)}
    )


@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    context = {"all_series": queries.series_list(Viewer.of(request))}
    return public_page(request, "articles/series_list.html", context)


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    found = Series.objects.filter(slug=slug).first()
    if found is None:
        return moved(Series, slug)
    viewer = Viewer.of(request)
    parts = cards(
        queries.for_lists(Article.objects.visible_to(viewer).filter(series=found)).order_by(
            "position"
        )
    )
    if not parts:
        _for_the_desk_alone(viewer)
    context = {
        "series": found,
        "parts": parts,
        "follow": control.of_owner(viewer, "series", found.pk, found.channel_id),
    }
    return public_page(request, "articles/series.html", context)


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    found = Author.objects.filter(slug=slug).select_related("photo", "user").first()
    if found is None:
        return moved(Author, slug)
    viewer = Viewer.of(request)
    articles = Article.objects.visible_to(viewer).filter(bylines__author=found)
    context = _page(request, articles, found.get_absolute_url()) | {
        "author": found,
        "follow": control.of_owner(viewer, "author", found.pk, found.channel_id),
    }
    if context["is_first"] and not context["cards"]:
        _for_the_desk_alone(viewer)
    return public_page(request, "articles/author.html", context)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = Tag.objects.filter(slug=slug).first()
    if found is None:
        return moved(Tag, slug)
    viewer = Viewer.of(request)
    articles = Article.objects.visible_to(viewer).filter(tags=found)
    context = _page(request, articles, found.get_absolute_url()) | {
        "tag": found,
        "topics": _topics(found, viewer),
        "follow": control.of_owner(viewer, "tag", found.pk, found.channel_id),
    }
    if context["is_first"] and not context["cards"] and not context["topics"]:
        _for_the_desk_alone(viewer)
    return public_page(request, "articles/tag.html", context)


def _topics(found: Tag, viewer: Viewer) -> list[TopicRow]:
    topics = topic_queries.tagged(found, viewer)
    unread = unread_counts(viewer.user, [topic.discussion for topic in topics])
    return rows_of(topics, unread=unread)


def _for_the_desk_alone(viewer: Viewer) -> None:
    """What has nothing to read under it is not announced: its name may be a secret still."""
    if not policies.may_edit(viewer):
        raise Http404


def _page(request: HttpRequest, articles: QuerySet[Article], url: str) -> dict[str, Any]:
    found = queries.page_of(
        articles,
        before=number(request.GET.get("before", "")),
        after=number(request.GET.get("after", "")),
    )
    pager = Pager(
        label=_("Pages of articles"),
        previous_url=f"{url}?{urlencode({'after': found.newer})}" if found.newer else "",
        next_url=f"{url}?{urlencode({'before': found.older})}" if found.older else "",
    )
    return {
        "cards": cards(found.articles),
        "pager": pager,
        "is_first": found.is_first,
        "canonical": url,
    }
