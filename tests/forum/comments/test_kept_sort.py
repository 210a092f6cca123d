"""The order a member chooses is kept; addresses somebody else opens mean the same as before."""

from typing import Any

import pytest

from accounts.viewer import Viewer
from forum.comments import location, tree
from forum.comments.models import Comment
from forum.comments.page import discussion_page
from tests.factories import make_comment, make_member
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db

NOBODY = Viewer.nobody()


@pytest.fixture
def topic() -> Any:
    topic = make_topic()
    author = make_member("Charlie")
    for _n in range(2 * tree.ROOTS + 3):
        make_comment(topic.discussion, author=author)
    topic.discussion.refresh_from_db()
    return topic


@pytest.fixture
def alice(client: Any) -> Any:
    alice = make_member("Reader")
    client.force_login(alice)
    return alice


def current(html: str) -> str:
    """The label of the order the page says it is in."""
    tab = html.split('class="tabs"')[1].split('aria-current="true">')[1]
    return tab.split("<")[0]


def test_a_chosen_order_is_there_on_the_next_visit_and_on_other_topics(
    topic: Any, alice: Any, client: Any
) -> None:
    other = make_topic()
    make_comment(other.discussion)
    html = client.get(topic.discussion.url).content.decode()
    assert current(html) == "Oldest first"
    assert f"{topic.discussion.url}?sort=newest&amp;keep=1#comments" in html
    client.get(f"{topic.discussion.url}?sort=newest&keep=1")
    for url in (topic.discussion.url, other.discussion.url):
        assert current(client.get(url).content.decode()) == "Newest first"
    alice.refresh_from_db()
    assert alice.choices == {"sort_topic": "newest"}


def test_an_address_that_somebody_sent_chooses_nothing(topic: Any, alice: Any, client: Any) -> None:
    client.get(f"{topic.discussion.url}?sort=newest")
    client.get(f"{topic.discussion.url}?sort=nonsense&keep=1")
    alice.refresh_from_db()
    assert alice.choices == {}


def test_a_stranger_chooses_for_one_page_alone(topic: Any, client: Any) -> None:
    html = client.get(f"{topic.discussion.url}?sort=newest&keep=1").content.decode()
    assert current(html) == "Newest first"
    assert "keep=1" not in html
    assert current(client.get(topic.discussion.url).content.decode()) == "Oldest first"


def test_a_numbered_page_without_an_order_is_the_same_for_everybody(topic: Any, alice: Any) -> None:
    alice.choices = {"sort_topic": "newest"}
    shown = discussion_page(topic.discussion, Viewer.for_user(alice), {"page": "2"})
    usual = discussion_page(topic.discussion, NOBODY, {"page": "2"})
    assert [t.rows[0].id for t in shown.threads] == [t.rows[0].id for t in usual.threads]
    assert shown.pager is not None
    # The way back to the first page stays in the order of this one.
    assert shown.pager.previous_url == f"{topic.discussion.url}?sort=oldest#comments"


@pytest.mark.parametrize("kept", tree.SORTS)
def test_a_permalink_lands_on_the_comment_in_the_order_kept(
    topic: Any, alice: Any, client: Any, kept: str
) -> None:
    alice.choices = {"sort_topic": kept}
    alice.save()
    for comment in Comment.objects.filter(discussion=topic.discussion, kind="reply")[::7]:
        response = client.get(f"/c/{comment.pk}/")
        page = client.get(response.url.partition("#")[0]).content.decode()
        assert f'id="c-{comment.pk}"' in page
        labels = {"oldest": "Oldest first", "newest": "Newest first", "helpful": "Most helpful"}
        assert current(page) == labels.get(kept, "Most replied")


def test_a_stranger_is_led_in_the_usual_order(topic: Any) -> None:
    last = Comment.objects.filter(discussion=topic.discussion).latest("number")
    assert location.url_of(last) == f"{topic.discussion.url}?page=3#c-{last.pk}"


def test_keeping_the_same_again_writes_nothing(
    topic: Any, alice: Any, client: Any, django_assert_num_queries: Any
) -> None:
    from accounts.services import choices

    assert choices.keep(alice, "sort_topic", "newest")
    with django_assert_num_queries(0):
        assert not choices.keep(alice, "sort_topic", "newest")
