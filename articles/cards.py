"""An article as the element `card` draws it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from articles.models import Article


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    url: str
    text: str
    byline: str
    published_at: datetime | None
    minutes: int
    comment_count: int
    kicker: str = ""
    kicker_url: str = ""
    image_url: str = ""
    image_alt: str = ""


def card(article: Article) -> Card:
    """For an article read by `queries.for_lists`."""
    picture, series, discussion = article.lead_picture, article.series, article.discussion
    return Card(
        title=article.title,
        url=article.get_absolute_url(),
        text=article.standfirst,
        byline=signed_by(article),
        published_at=article.published_at,
        minutes=article.reading_minutes,
        comment_count=discussion.comment_count if discussion else 0,
        kicker=series.title if series else "",
        kicker_url=series.get_absolute_url() if series else "",
        image_url=picture.card_url if picture else "",
        image_alt=picture.alt if picture else "",
    )


def cards(articles: Iterable[Article]) -> list[Card]:
    return [card(article) for article in articles]


def signed_by(article: Article) -> str:
    """The names under a title, in their order."""
    names = [author.name for author in article.signed]
    return get_text_list(names, _("and")) if names else ""
