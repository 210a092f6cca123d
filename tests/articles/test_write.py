import pytest
from django.core.exceptions import ValidationError

from articles.models import Article, SlugHistory
from articles.services import publish, taxonomy, write
from foundation.activity.models import Event
from tests.factories import make_editor
from tests.factories_articles import (
    BODY,
    make_article,
    make_author,
    make_draft,
    make_series,
    make_tag,
)

pytestmark = pytest.mark.django_db


def test_a_draft_is_rendered_counted_and_addressed() -> None:
    edith = make_editor()
    article = write.create(by=edith, title="Wärme & Nerven", body_source=BODY)
    assert article.slug == "wärme-nerven"
    assert "<strong>before</strong>" in article.body_html
    assert (article.word_count, article.reading_minutes) == (10, 1)
    assert (article.status, article.changed_by) == ("draft", edith)
    assert article.discussion is None


def test_reading_time_grows_with_the_words() -> None:
    assert make_draft(body_source="word " * 401).reading_minutes == 3


def test_what_an_editor_writes_is_cleaned() -> None:
    article = make_draft(
        body_source="<script>x</script> <img src=x onerror=alert(1)> [a](javascript:b)"
    )
    assert "<script" not in article.body_html
    assert "<img" not in article.body_html
    assert "href" not in article.body_html


def test_a_second_article_of_the_same_title_gets_its_own_address() -> None:
    assert make_draft("Heat and nerves").slug == "heat-and-nerves"
    assert make_draft("Heat and nerves").slug == "heat-and-nerves-2"


def test_a_chosen_address_that_is_taken_is_refused_with_a_free_one() -> None:
    make_draft("Heat and nerves")
    with pytest.raises(ValidationError) as caught:
        make_draft("Another title", slug="heat-and-nerves")
    assert "heat-and-nerves-2" in caught.value.message_dict["slug"][0]


def test_a_title_in_any_script_and_of_any_length_has_an_address() -> None:
    assert make_draft("किताब पढ़ना").slug
    assert make_draft("☀☀☀☀☀").slug
    assert len(make_draft("ß" * 150).slug) <= 160


def test_a_renamed_article_remembers_its_address_and_may_go_back() -> None:
    article = make_article("First title")
    write.change(article, by=None, slug="second")
    article.refresh_from_db()
    write.change(article, by=None, slug="third")
    assert set(article.old_slugs.values_list("slug", flat=True)) == {"first-title", "second"}
    article.refresh_from_db()
    write.change(article, by=None, slug="first-title")
    assert set(article.old_slugs.values_list("slug", flat=True)) == {"second", "third"}


def test_a_former_address_is_not_given_to_another_article() -> None:
    write.change(make_article("First title"), by=None, slug="second")
    assert make_draft("First title").slug == "first-title-2"
    assert SlugHistory.objects.count() == 1


def test_a_rename_follows_into_the_discussion() -> None:
    article = make_article("First title")
    write.change(article, by=None, title="Second title", slug="second")
    article.refresh_from_db()
    assert article.discussion is not None
    assert (article.discussion.title, article.discussion.url) == (
        "Second title",
        "/articles/second/",
    )


def test_the_later_of_two_saves_is_told_and_changes_nothing() -> None:
    article = make_draft()
    write.change(article, by=None, version=1, title="By the first")
    with pytest.raises(write.Stale):
        write.change(article, by=None, version=1, title="By the second")
    article.refresh_from_db()
    assert (article.title, article.version) == ("By the first", 2)


def test_only_a_change_of_the_text_after_publishing_is_shown_as_an_update() -> None:
    article = make_article()
    write.change(article, by=None, lead_caption="another")
    article.refresh_from_db()
    assert article.updated_at is None
    write.change(article, by=None, body_source=BODY + " Typo.", minor=True)
    article.refresh_from_db()
    assert article.updated_at is None
    write.change(article, by=None, body_source=BODY + " More.")
    article.refresh_from_db()
    assert article.updated_at is not None


def test_a_draft_that_changes_shows_no_update() -> None:
    article = make_draft()
    write.change(article, by=None, body_source="Other words.")
    article.refresh_from_db()
    assert article.updated_at is None


def test_parts_of_a_series_take_the_next_place() -> None:
    series = make_series()
    places = [make_draft(series=series).position for _ in range(3)]
    assert places == [1, 2, 3]


def test_a_part_number_that_is_taken_is_refused_beside_its_field() -> None:
    series = make_series()
    make_draft(series=series)
    with pytest.raises(ValidationError) as caught:
        make_draft(series=series, position=1)
    assert "position" in caught.value.message_dict


def test_leaving_a_series_frees_the_place() -> None:
    series = make_series()
    article = make_draft(series=series)
    write.change(article, by=None, series=None)
    article.refresh_from_db()
    assert (article.series, article.position) == (None, None)
    assert make_draft(series=series).position == 1


def test_parts_change_places() -> None:
    series = make_series()
    first, second = make_draft(series=series), make_draft(series=series)
    assert write.move(second, step=-1, by=None)
    assert list(series.articles.order_by("position")) == [second, first]
    assert not write.move(second, step=-1, by=None)
    assert write.move(second, step=+1, by=None)
    assert list(series.articles.order_by("position")) == [first, second]
    assert not write.move(make_draft(), step=1, by=None)


def test_bylines_keep_their_order() -> None:
    nora, omar = make_author("Nora Quill"), make_author("Omar Reed")
    article = make_draft(authors=[omar, nora, omar])
    assert [line.author for line in article.bylines.order_by("position")] == [omar, nora]
    write.change(article, by=None, authors=[nora, omar])
    assert [line.author for line in article.bylines.order_by("position")] == [nora, omar]
    write.change(article, by=None, title="Another title")
    assert article.bylines.count() == 2


def test_a_text_beyond_the_limit_says_limit_and_count_and_an_import_has_none() -> None:
    with pytest.raises(ValidationError) as caught:
        make_draft(body_source="x" * 100_001)
    assert "100001" in caught.value.message_dict["body_source"][0]
    article = write.create(by=None, imported=True, title="Long one", body_source="x" * 100_001)
    assert article.word_count == 1


def test_an_imported_body_is_cleaned() -> None:
    article = write.create(
        by=None,
        imported=True,
        title="From elsewhere",
        body_format="html",
        body_source="<p onclick=x>Words</p>",
        body_html='<p onclick="x">Ready</p><script>y</script>',
    )
    assert article.body_html == "<p>Ready</p>"


def test_an_own_disclaimer_needs_its_text() -> None:
    with pytest.raises(ValidationError) as caught:
        make_draft(disclaimer="own")
    assert "disclaimer_text" in caught.value.message_dict


def test_a_save_is_recorded_without_any_text() -> None:
    article = make_article()
    edith = make_editor()
    write.change(article, by=edith, title="Another title")
    event = Event.objects.filter(kind="articles.article.changed").get()
    assert (event.actor_id, event.data) == (edith.pk, {"article": article.pk})


def test_tags_are_made_once_whatever_their_case() -> None:
    heat = make_tag("Heat")
    assert taxonomy.tags_named(["heat", "HEAT ", " cold  days ", ""]) == [
        heat,
        taxonomy.tags_named(["Cold days"])[0],
    ]


def test_series_authors_and_tags_remember_their_addresses() -> None:
    series, author, tag = make_series("Old title"), make_author("Old name"), make_tag("old")
    taxonomy.save_series(series, title="New title", slug="new")
    taxonomy.save_author(author, name="New name", slug="new")
    taxonomy.save_tag(tag, name="new", slug="new")
    assert SlugHistory.objects.filter(slug__in=["old-title", "old-name", "old"]).count() == 3


def test_a_series_keeps_its_address_when_its_title_changes() -> None:
    series = taxonomy.save_series(make_series("Old title"), title="New title")
    assert series.slug == "old-title"


def test_a_taken_tag_name_and_a_taken_account_are_said_beside_their_fields() -> None:
    make_tag("heat")
    with pytest.raises(ValidationError) as caught:
        taxonomy.save_tag(make_tag("cold"), name="Heat")
    assert "name" in caught.value.message_dict
    edith = make_editor()
    make_author(user=edith)
    with pytest.raises(ValidationError) as caught:
        make_author("Omar Reed", user=edith)
    assert "user" in caught.value.message_dict


def test_an_article_without_a_title_is_refused() -> None:
    with pytest.raises(ValidationError):
        write.create(by=None, title="  ", body_source=BODY)
    assert not Article.objects.exists()


def test_publishing_keeps_the_version_of_the_text() -> None:
    article = make_draft()
    publish.publish(article, by=None)
    write.change(article, by=None, version=1, title="Still the same text")
