import pytest

from accounts.viewer import Viewer
from articles.models import Article
from articles.services import publish, write
from foundation.search.api import find
from tests.factories import make_editor
from tests.factories_articles import make_article, make_draft

pytestmark = pytest.mark.django_db


def titles(words: str, viewer: Viewer | None = None) -> list[str]:
    return [found.card.title for found in find(viewer or Viewer.nobody(), words, kinds=["article"])]


def test_a_published_article_is_found_by_title_standfirst_and_text() -> None:
    make_article("Heat and nerves", standfirst="Warm summers", body_source="Drink **water** often.")
    make_article("Something else", body_source="Other words.")
    assert titles("nerves") == titles("summers") == titles("water") == ["Heat and nerves"]


def test_a_draft_is_found_by_nobody() -> None:
    make_draft("Heat and nerves")
    assert titles("nerves") == titles("nerves", Viewer.for_user(make_editor())) == []


def test_what_was_taken_back_or_rewritten_is_found_no_longer() -> None:
    article = make_article("Heat and nerves", body_source="Drink water.")
    write.change(article, by=None, body_source="Rest in the shade.")
    assert (titles("water"), titles("shade")) == ([], ["Heat and nerves"])
    publish.unpublish(article, by=None)
    assert titles("nerves") == []
    publish.publish(article, by=None)
    assert titles("nerves") == ["Heat and nerves"]


def test_a_match_that_is_no_longer_public_is_left_out_even_if_the_index_is_late() -> None:
    article = make_article("Heat and nerves")
    Article.objects.filter(pk=article.pk).update(status="draft")
    assert titles("nerves") == []


def test_an_import_is_found_without_being_announced() -> None:
    publish.publish(make_draft("Heat and nerves"), by=None, announce=False)
    assert titles("nerves") == ["Heat and nerves"]
