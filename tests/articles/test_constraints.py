"""Every rule the database keeps, each broken once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import (
    Article,
    Author,
    Byline,
    Feedback,
    Picture,
    Rating,
    Series,
    SlugHistory,
    Tag,
)
from tests.factories import make_member
from tests.factories_articles import (
    make_article,
    make_author,
    make_draft,
    make_picture,
    make_series,
    make_tag,
)

pytestmark = pytest.mark.django_db


def refused(do: Callable[[], Any], *marks: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        do()
    assert any(mark in str(caught.value) for mark in marks), str(caught.value)


def set_columns(thing: Any, **columns: Any) -> Callable[[], Any]:
    return lambda: type(thing)._default_manager.filter(pk=thing.pk).update(**columns)


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"title": ""}, "article_title_present"),
        ({"slug": ""}, "article_slug_present"),
        ({"status": "half"}, "article_status_known"),
        ({"body_format": "word"}, "article_body_format_known"),
        ({"status": "scheduled"}, "article_scheduled_has_date"),
        ({"status": "published"}, "article_published_has_date"),
        ({"disclaimer": "some"}, "article_disclaimer_known"),
        ({"disclaimer": "own"}, "article_own_disclaimer_has_text"),
        ({"rating_sum": 6, "rating_count": 1}, "article_rating_within_stars"),
        ({"rating_sum": 0, "rating_count": 1}, "article_rating_within_stars"),
    ],
)
def test_an_article_cannot_stand_otherwise(columns: dict[str, Any], constraint: str) -> None:
    refused(set_columns(make_draft(), **columns), constraint)


def test_a_published_article_has_a_discussion() -> None:
    article = make_article()
    refused(set_columns(article, discussion=None), "article_published_has_date")
    refused(set_columns(article, published_at=None), "article_published_has_date")


def test_an_article_of_a_series_has_a_place() -> None:
    article = make_draft(series=make_series())
    refused(set_columns(article, position=None), "article_position_in_series")


def test_two_articles_cannot_be_the_same_part() -> None:
    series = make_series()
    first, second = make_draft(series=series), make_draft(series=series)
    refused(set_columns(second, position=first.position), "article_position_unique", ".position")


def test_two_articles_cannot_have_one_address() -> None:
    first, second = make_draft(), make_draft()
    refused(set_columns(second, slug=first.slug), "slug")


def test_one_discussion_belongs_to_one_article() -> None:
    first, second = make_article(), make_article()
    refused(set_columns(second, discussion=first.discussion), "discussion_id")


def test_an_author_signs_an_article_once_and_in_one_place() -> None:
    nora, omar = make_author("Nora Quill"), make_author("Omar Reed")
    article = make_draft(authors=[nora])
    refused(
        lambda: Byline.objects.create(article=article, author=nora, position=2),
        "byline_author_once",
        ".author_id",
    )
    refused(
        lambda: Byline.objects.create(article=article, author=omar, position=1),
        "byline_position_unique",
        ".position",
    )


def test_an_author_who_signed_cannot_be_deleted() -> None:
    nora = make_author()
    make_draft(authors=[nora])
    with pytest.raises(Exception, match="protected"):
        nora.delete()


@pytest.mark.parametrize(
    ("make", "columns", "constraint"),
    [
        (make_series, {"title": ""}, "series_title_present"),
        (make_series, {"slug": ""}, "series_slug_present"),
        (make_series, {"disclaimer": "some"}, "series_disclaimer_known"),
        (make_series, {"disclaimer": "own"}, "series_own_disclaimer_has_text"),
        (make_author, {"name": ""}, "author_name_present"),
        (make_author, {"slug": ""}, "author_slug_present"),
        (make_picture, {"alt": ""}, "picture_has_alt"),
        (make_picture, {"width": 0}, "picture_has_size"),
    ],
)
def test_series_authors_and_pictures_cannot_stand_otherwise(
    make: Callable[[], Any], columns: dict[str, Any], constraint: str
) -> None:
    refused(set_columns(make(), **columns), constraint)


@pytest.mark.parametrize("model", [Series, Author, Tag])
def test_two_of_a_kind_cannot_have_one_address(model: type[Any]) -> None:
    makers: dict[type[Any], Callable[[str], Any]] = {
        Series: make_series,
        Author: make_author,
        Tag: make_tag,
    }
    make = makers[model]
    first, second = make("One"), make("Two")
    refused(set_columns(second, slug=first.slug), "slug")


def test_two_pictures_cannot_have_one_key() -> None:
    first, second = make_picture(), make_picture()
    refused(set_columns(second, key=first.key), "key")
    assert Picture.objects.count() == 2


def test_an_account_has_one_author_page() -> None:
    alice = make_member()
    make_author(user=alice)
    other = make_author("Omar Reed")
    refused(set_columns(other, user=alice), "user_id")


def test_a_former_address_belongs_to_one_thing() -> None:
    article, series = make_draft(), make_series()
    refused(lambda: SlugHistory.objects.create(slug="old"), "slughistory_one_target")
    refused(
        lambda: SlugHistory.objects.create(slug="old", article=article, series=series),
        "slughistory_one_target",
    )


@pytest.mark.parametrize("target", ["article", "series", "author", "tag"])
def test_a_former_address_leads_to_one_place(target: str) -> None:
    makers: dict[str, Callable[[str], Any]] = {
        "article": make_draft,
        "series": make_series,
        "author": make_author,
        "tag": make_tag,
    }
    things = [makers[target](f"Title {n}") for n in (1, 2)]
    SlugHistory.objects.create(slug="old", **{target: things[0]})
    refused(
        lambda: SlugHistory.objects.create(slug="old", **{target: things[1]}),
        f"slughistory_once_per_{target}",
        "slughistory.slug",
    )


def test_the_same_former_address_may_serve_a_series_and_an_article() -> None:
    SlugHistory.objects.create(slug="old", article=make_draft())
    SlugHistory.objects.create(slug="old", series=make_series())
    assert SlugHistory.objects.filter(slug="old").count() == 2


@pytest.mark.parametrize("stars", [0, 6])
def test_a_vote_has_one_to_five_stars(stars: int) -> None:
    article = make_article()
    refused(
        lambda: Rating.objects.create(article=article, stars=stars, visitor_hash="k"),
        "rating_stars_1_to_5",
    )


def test_a_vote_is_a_member_s_or_a_visitor_s() -> None:
    article, alice = make_article(), make_member()
    refused(lambda: Rating.objects.create(article=article, stars=3), "rating_user_or_visitor")
    refused(
        lambda: Rating.objects.create(article=article, stars=3, user=alice, visitor_hash="k"),
        "rating_user_or_visitor",
    )


def test_one_person_has_one_vote() -> None:
    article, alice = make_article(), make_member()
    Rating.objects.create(article=article, stars=3, user=alice)
    Rating.objects.create(article=article, stars=3, visitor_hash="k")
    refused(
        lambda: Rating.objects.create(article=article, stars=4, user=alice),
        "rating_one_per_user",
        "rating.user_id",
    )
    refused(
        lambda: Rating.objects.create(article=article, stars=4, visitor_hash="k"),
        "rating_one_per_visitor",
        "rating.visitor_hash",
    )
    Rating.objects.create(article=make_article(), stars=4, visitor_hash="k")


def test_a_note_has_text_of_bounded_length_and_one_vote() -> None:
    rating = Rating.objects.create(article=make_article(), stars=2, visitor_hash="k")
    refused(lambda: Feedback.objects.create(rating=rating, text=""), "feedback_text_present")
    refused(lambda: Feedback.objects.create(rating=rating, text="é" * 2001), "feedback_text_length")
    Feedback.objects.create(rating=rating, text="é" * 2000)
    refused(lambda: Feedback.objects.create(rating=rating, text="more"), "rating_id")


def test_a_scheduled_article_with_a_date_may_stand() -> None:
    article = make_draft()
    set_columns(article, status="scheduled", publish_at=timezone.now())()
    assert Article.objects.get().is_scheduled
