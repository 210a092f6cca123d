"""What an article says of itself to machines (schema.org). No AggregateRating: it is not shown
for articles, and pretending to be something else is the fault search engines punish."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from articles.models import Article, Tag
from foundation.branding import settings as site


def news_article(article: Article, *, url: str, tags: Iterable[Tag]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": url,
        "headline": article.title,
        "isAccessibleForFree": True,
        "author": [
            {
                "@type": "Person",
                "name": author.name,
                "url": settings.SITE_URL + author.get_absolute_url(),
            }
            for author in article.signed
        ],
        "publisher": {
            "@type": "Organization",
            "name": str(site.get("site_name")),
            "url": f"{settings.SITE_URL}/",
        },
        "wordCount": article.word_count,
        "keywords": [tag.name for tag in tags],
    }
    if article.standfirst:
        data["description"] = article.standfirst
    if article.published_at:
        data["datePublished"] = article.published_at.isoformat()
        data["dateModified"] = (article.updated_at or article.published_at).isoformat()
    if article.lead_picture:
        data["image"] = [settings.SITE_URL + article.lead_picture.jpeg_url]
    if article.series:
        data["articleSection"] = article.series.title
        data["isPartOf"] = {
            "@type": "CreativeWorkSeries",
            "name": article.series.title,
            "url": settings.SITE_URL + article.series.get_absolute_url(),
        }
        data["position"] = article.position
    if article.discussion is not None and article.discussion.is_seen_by_all:
        data["commentCount"] = article.discussion.comment_count
        data["discussionUrl"] = f"{url}#comments"
    return data
