from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.viewer import Viewer
from articles.models import Article
from articles.services import publish
from forum.comments.models import Audience, Discussion
from foundation.activity.models import Event
from tests.factories import make_editor, make_member
from tests.factories_articles import make_article, make_draft

pytestmark = pytest.mark.django_db


def visible() -> list[Article]:
    return list(Article.objects.visible_to(Viewer.nobody()))


def test_publishing_opens_a_discussion_that_knows_title_and_address() -> None:
    edith = make_editor()
    article = make_draft("Heat and nerves")
    assert visible() == []
    assert publish.publish(article, by=edith)
    assert visible() == [article]
    discussion = Discussion.objects.get()
    assert (discussion.kind, discussion.title, discussion.url) == (
        "article",
        "Heat and nerves",
        "/articles/heat-and-nerves/",
    )
    assert (article.discussion, article.status_by) == (discussion, edith)
    assert not publish.publish(article, by=edith)


def test_all_articles_share_one_audience() -> None:
    first, second = make_article(), make_article()
    assert first.discussion is not None and second.discussion is not None
    assert first.discussion.audience == second.discussion.audience
    assert Audience.objects.filter(name="articles").count() == 1


def test_an_article_taken_back_is_gone_with_its_discussion_and_comes_back_with_it() -> None:
    article = make_article()
    first_date, discussion = article.published_at, article.discussion
    assert publish.unpublish(article, by=None, reason="A figure is wrong.")
    assert visible() == []
    assert discussion is not None
    assert not Discussion.objects.visible_to(Viewer.nobody()).exists()
    assert not publish.unpublish(article, by=None)
    assert publish.publish(article, by=None)
    assert (article.published_at, article.discussion) == (first_date, discussion)
    assert Discussion.objects.visible_to(Viewer.nobody()).get() == discussion


def test_a_text_that_is_empty_is_not_published() -> None:
    with pytest.raises(ValidationError):
        publish.publish(make_draft(body_source=" "), by=None)
    assert visible() == []


def test_a_scheduled_article_appears_when_it_is_due_and_not_before() -> None:
    article, at = make_draft(), timezone.now() + timedelta(hours=1)
    edith = make_editor()
    assert publish.schedule(article, at=at, by=edith)
    assert publish.publish_due() == 0
    assert visible() == []
    assert publish.publish_due(at + timedelta(days=2)) == 1  # a worker that was away catches up
    article.refresh_from_db()
    assert (article.published_at, article.publish_at, article.status_by) == (at, None, edith)
    assert publish.publish_due(at + timedelta(days=2)) == 0


def test_several_are_caught_up_at_once() -> None:
    at = timezone.now() + timedelta(hours=1)
    for _ in range(3):
        publish.schedule(make_draft(), at=at, by=None)
    assert publish.publish_due(at) == 3


def test_a_time_that_has_passed_and_a_published_article_are_refused() -> None:
    with pytest.raises(ValidationError):
        publish.schedule(make_draft(), at=timezone.now() - timedelta(minutes=1), by=None)
    with pytest.raises(ValidationError):
        publish.schedule(make_article(), at=timezone.now() + timedelta(days=1), by=None)
    with pytest.raises(ValidationError):
        publish.schedule(make_draft(body_source=""), at=timezone.now() + timedelta(days=1), by=None)


def test_a_schedule_is_moved_and_taken_back() -> None:
    article, at = make_draft(), timezone.now() + timedelta(hours=1)
    assert publish.schedule(article, at=at, by=None)
    assert not publish.schedule(article, at=at, by=None)
    assert publish.schedule(article, at=at + timedelta(hours=1), by=None)
    assert publish.unschedule(article, by=None)
    assert not publish.unschedule(article, by=None)
    assert publish.publish_due(at + timedelta(days=1)) == 0
    assert article.status == "draft"


def test_events_say_what_happened_and_an_import_is_not_announced() -> None:
    article = make_draft()
    publish.publish(article, by=None)
    publish.unpublish(article, by=None)
    publish.publish(make_draft(), by=None, announce=False)
    kinds = list(Event.objects.filter(kind__startswith="articles.").values_list("kind", flat=True))
    assert kinds == [
        "articles.article.published",
        "articles.article.unpublished",
        "articles.article.laid_in",
    ]


@pytest.mark.parametrize("role", ["member", "editor"])
def test_drafts_are_in_no_list_for_anybody(role: str) -> None:
    make_draft()
    viewer = Viewer.for_user(make_member(role=role))
    assert not Article.objects.visible_to(viewer).exists()
    assert Article.objects.at_desk(viewer).exists() == (role == "editor")


def test_the_recurring_job_publishes_what_is_due() -> None:
    from articles.tasks import publish_due

    article = make_draft()
    publish.schedule(article, at=timezone.now() + timedelta(seconds=60), by=None)
    Article.objects.update(publish_at=timezone.now() - timedelta(seconds=1))
    publish_due.enqueue()
    assert visible() == [article]
