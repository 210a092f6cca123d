import pytest

from articles.models import Article
from articles.services import write
from articles.services.rerender import rerender
from tests.factories_articles import make_article, make_author, make_series

pytestmark = pytest.mark.django_db


def outdate(thing: object, **columns: object) -> None:
    type(thing)._default_manager.filter(pk=thing.pk).update(render_version=0, **columns)  # type: ignore[attr-defined]  # any model


def test_what_is_behind_is_made_again_and_nothing_else() -> None:
    article, present = make_article(), make_article()
    series, author = make_series(description="**One**"), make_author(bio="**Two**")
    outdate(article, body_html="old")
    outdate(series, description_html="old")
    outdate(author, bio_html="old")
    Article.objects.filter(pk=present.pk).update(body_html="untouched")
    assert rerender() == 3
    for thing in (article, present, series, author):
        thing.refresh_from_db()
    assert "<strong>before</strong>" in article.body_html
    assert "<strong>One</strong>" in series.description_html
    assert "<strong>Two</strong>" in author.bio_html
    assert (present.body_html, article.version) == ("untouched", 1)
    assert rerender() == 0


def test_it_goes_on_where_it_was() -> None:
    for _ in range(3):
        outdate(make_article())
    assert [rerender(2), rerender(2), rerender(2)] == [2, 1, 0]


def test_an_imported_body_is_cleaned_and_keeps_its_shape() -> None:
    article = write.create(
        by=None, imported=True, title="From elsewhere", body_format="html",
        body_source="[gallery]", body_html="<p>Shaped</p>",
    )  # fmt: skip
    outdate(article, body_html="<p onclick=x>Shaped</p>")
    assert rerender() == 1
    article.refresh_from_db()
    assert article.body_html == "<p>Shaped</p>"
