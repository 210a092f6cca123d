"""The articles of the sample, with their pictures and votes."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from accounts.services.voter import new_key
from accounts.viewer import Viewer
from articles.models import Article, Rating, Series
from articles.models.series import SeriesDisclaimer
from articles.services import feedback, pictures, publish, rate, taxonomy, write
from articles.services.rate import Voter, hash_key
from articles.services.recount import recount as recount_ratings
from gateways.portability.models import SampleItem
from gateways.portability.sample import shapes
from gateways.portability.sample.conversations import Labels, with_links
from gateways.portability.sample.people import Cast
from gateways.portability.sample.shapes import Content


def make(
    content: Content, *, cast: Cast, drawn: dict[str, bytes], labels: Labels, now: datetime
) -> None:
    series: dict[str, Series] = {}
    for shelf in content.series:
        series[shelf.slug] = taxonomy.save_series(
            title=shelf.title,
            slug=shelf.slug,
            description=shelf.description,
            disclaimer=SeriesDisclaimer.OWN if shelf.disclaimer else SeriesDisclaimer.SITE,
            disclaimer_text=shelf.disclaimer,
        )
        SampleItem.objects.create(series=series[shelf.slug])
    for row in sorted(content.articles, key=lambda article: -article.published):
        article = _make_article(
            row, series.get(row.series), drawn[row.picture], cast=cast, labels=labels, now=now
        )
        assert article.discussion is not None  # noqa: S101 - it is published
        labels.lay(article.discussion, row.posts, cast=cast, now=now)
        _rate(article, row.ratings, now)
        labels.articles[row.slug] = article
    recount_ratings()
    for note in content.feedback:
        article = labels.articles[note.article]
        voter = Voter(Viewer.nobody(), key=new_key())
        rate.rate(article, voter=voter, stars=note.stars)
        feedback.send(article, voter=voter, text=note.text)


def _make_article(
    row: shapes.Article,
    series: Series | None,
    drawn: bytes,
    *,
    cast: Cast,
    labels: Labels,
    now: datetime,
) -> Article:
    topic = labels.topics.get(row.topic)
    by = cast.users["ines"]
    picture = pictures.add(
        ContentFile(drawn, f"{row.picture}.png"), alt=row.alt, caption=row.caption, by=by
    )
    SampleItem.objects.create(picture=picture)
    article = write.create(
        by=by,
        title=row.title,
        slug=row.slug,
        standfirst=row.standfirst,
        body_source=with_links(row.body, labels.links),
        series=series,
        position=row.part,
        authors=[cast.authors[key] for key in row.authors],
        tags=taxonomy.tags_named(list(row.tags)),
        lead_picture=picture,
        lead_caption=row.caption,
        inspired_by=topic,
        editors_note=row.note,
        invitation=row.closing,
    )
    SampleItem.objects.create(article=article)
    at = now - timedelta(days=row.published)
    publish.publish(article, by=by, at=at, announce=False)
    changed = at if row.updated is None else now - timedelta(days=row.updated)
    Article.objects.filter(pk=article.pk).update(
        created_at=at - timedelta(days=2),
        status_at=at,
        changed_at=changed,
        updated_at=None if row.updated is None else changed,
    )
    return article


def _rate(article: Article, votes: tuple[int, ...], now: datetime) -> None:
    """So many visitors for each number of stars, spread over the days since it was published."""
    stars = [star for star, count in enumerate(votes, start=1) for _vote in range(count)]
    since = now - (article.published_at or now)
    rows = []
    for place, star in enumerate(stars):
        # Steps of seven through the list: high and low votes come mixed, as they do.
        at = now - since * ((place * 7 % len(stars)) + 0.5) / len(stars)
        row = Rating(article=article, stars=star, visitor_hash=hash_key(new_key()))
        row.created_at = row.changed_at = at
        rows.append(row)
    Rating.objects.bulk_create(rows)
