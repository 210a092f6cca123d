"""What is new, on the pages: marks, the bar, the way to the next, the list, "mark as read"."""

import re
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from forum.comments import tree
from forum.comments.models import Comment, Discussion, Reading, Status
from forum.comments.services.set_status import set_status
from tests.factories import make_comment, make_guest, make_member
from tests.factories_articles import make_article
from tests.factories_topics import make_board, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return make_member("Reader")


@pytest.fixture
def reader(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def topic() -> Discussion:
    return make_topic().discussion


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def new_on(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="c-(\d+)"[^>]* data-new>', html)]


def texts(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_new_comments_say_so_and_lead_to_the_next(reader: Client, topic: Discussion) -> None:
    old = make_comment(topic, body="Old.")
    assert new_on(page(reader, topic.url)) == []
    one, two = make_comment(topic), make_comment(parent=old)
    for _reload in range(2):
        html = page(reader, f"{topic.url}?sort=oldest")
        assert new_on(html) == [two.pk, one.pk]
        assert html.count('class="badge badge-new ') == 2
        assert "2 new since your last visit" in texts(html)
        assert re.findall(r'class="next-new" href="([^"]+)"', html) == [f"#c-{one.pk}"]
        assert "Comment by Alice, New, " in html
    assert new_on(page(Client(), topic.url)) == []


def test_the_same_under_an_article(reader: Client) -> None:
    article = make_article()
    assert article.discussion is not None
    page(reader, article.get_absolute_url())
    fresh = make_comment(article.discussion)
    assert new_on(page(reader, article.get_absolute_url())) == [fresh.pk]


def test_page_one_says_nothing_of_what_stands_elsewhere(
    reader: Client, topic: Discussion, alice: User
) -> None:
    roots = [make_comment(topic, body=f"Root {n}.") for n in range(tree.ROOTS + 1)]
    for _n in range(tree.REPLIES):
        make_comment(parent=roots[0])
    first, second = f"{topic.url}?sort=oldest", f"{topic.url}?sort=oldest&page=2"
    page(reader, first)
    deep = [make_comment(parent=roots[0]) for _n in range(2)]
    far = make_comment(parent=roots[-1])
    html = page(reader, first)
    assert new_on(html) == []
    assert "3 new since your last visit, none of them on this page" in texts(html)
    assert "Show 2 more replies, 2 new" in texts(html)
    assert f'href="/d/{topic.pk}/next-new/"' in html
    assert new_on(page(reader, second)) == [far.pk]
    assert "2 new" in texts(page(reader, "/unread/?show=all"))
    answer = reader.get(f"/d/{topic.pk}/next-new/")
    assert answer.status_code == 303
    assert answer["Location"].endswith(f"#c-{deep[0].pk}")
    html = page(reader, f"/c/{roots[0].pk}/thread/")
    assert new_on(html) == [comment.pk for comment in deep]
    assert "You have read everything" in page(reader, "/unread/")
    assert reader.get(f"/d/{topic.pk}/next-new/")["Location"].endswith(f"#c-{deep[0].pk}")


def test_marked_as_read_it_is_no_longer_new(reader: Client, topic: Discussion) -> None:
    page(reader, topic.url)
    make_comment(topic)
    html = page(reader, topic.url)
    found = re.search(r'name="to" value="(\d+)"', html)
    assert found
    later = make_comment(topic)
    answer = reader.post(f"/d/{topic.pk}/read/", {"to": found[1]})
    assert (answer.status_code, answer["Location"]) == (303, f"{topic.url}#comments")
    assert new_on(page(reader, topic.url)) == [later.pk]
    answer = reader.post(f"/d/{topic.pk}/read/", {"back": "unread"})
    assert answer["Location"] == "/unread/"
    assert new_on(page(reader, topic.url)) == []
    assert reader.get(f"/d/{topic.pk}/next-new/")["Location"] == f"{topic.url}#comments"


def test_the_end_of_a_page_settles_what_was_in_sight(reader: Client, topic: Discussion) -> None:
    page(reader, topic.url)
    one, two = make_comment(topic), make_comment(topic)
    page(reader, topic.url)
    sent = {"numbers": f"{one.number},nonsense,²,{10**30},-1"}
    assert reader.post(f"/d/{topic.pk}/read/", sent).status_code == 204
    assert new_on(page(reader, topic.url)) == [two.pk]


def test_what_was_fetched_in_advance_was_not_shown(reader: Client, topic: Discussion) -> None:
    reader.head(topic.url)
    reader.get(topic.url, headers={"Sec-Purpose": "prefetch;prerender"})
    assert not Reading.objects.exists()
    page(reader, topic.url)
    assert Reading.objects.count() == 1


def test_a_comment_of_a_guest_is_new_when_it_is_approved(reader: Client, topic: Discussion) -> None:
    page(reader, topic.url)
    held = make_comment(topic, guest=make_guest(), status=Status.HELD)
    make_comment(topic)
    reader.post(f"/d/{topic.pk}/read/")
    set_status(held, Status.PUBLISHED, by=None)
    assert new_on(page(reader, topic.url)) == [held.pk]


def test_signed_out_pages_write_nothing_and_carry_numbers(
    client: Client, topic: Discussion
) -> None:
    comment = make_comment(topic)
    html = page(client, topic.url)
    assert not Reading.objects.exists()
    assert f'data-discussion="{topic.pk}" data-last="{comment.number}"' in html
    assert re.search(rf'id="c-{comment.pk}"[^>]* data-number="{comment.number}">', html)
    assert "data-member" not in html
    answer = client.get(f"/d/{topic.pk}/next-new/")
    assert (answer.status_code, answer["Location"]) == (303, f"{topic.url}#comments")


@pytest.mark.parametrize("who", ["nobody", "stranger"])
def test_a_closed_discussion_is_not_found(who: str) -> None:
    closed = make_topic(board=make_board("Staff", audience="staff")).discussion
    client = Client()
    if who == "stranger":
        client.force_login(make_member("Charlie"))
    assert client.get(f"/d/{closed.pk}/next-new/").status_code == 404
    answer = client.post(f"/d/{closed.pk}/read/")
    assert answer.status_code == (302 if who == "nobody" else 404)
    assert not Reading.objects.exists()


def test_the_list_is_for_members_and_kept_by_nobody(client: Client, reader: Client) -> None:
    assert client.get("/unread/").status_code == 302
    assert reader.get("/unread/")["Cache-Control"] == "private, no-store"
    assert reader.get("/unread/?from=999").status_code == 404
    assert reader.get("/unread/?from=²").status_code == 404


def test_topics_say_how_much_is_unread_in_one_question(
    reader: Client, alice: User, topic: Discussion
) -> None:
    board = make_board("Quiet")
    quiet = make_topic("Nothing here", board=board).discussion
    for place in (topic, quiet):
        page(reader, place.url)
    for address in ("/forum/latest/", "/forum/", board.get_absolute_url()):
        assert "1 new" not in texts(page(reader, address))
    with CaptureQueriesContext(connection) as before:
        page(reader, "/forum/latest/")
    make_comment(topic)
    for address in ("/forum/latest/", "/forum/"):
        assert "1 new" in texts(page(reader, address))
    with CaptureQueriesContext(connection) as after:
        page(reader, "/forum/latest/")
    assert len(after) <= len(before) + 1
    assert "1 new" not in texts(page(Client(), "/forum/latest/"))


def test_unread_costs_a_page_one_read_and_one_write(
    reader: Client, topic: Discussion, django_assert_max_num_queries: Any
) -> None:
    made = [make_comment(topic, body=f"Root {n}.") for n in range(tree.ROOTS)]
    for root in made:
        for _n in range(tree.REPLIES + 2):
            make_comment(parent=root)
    page(reader, topic.url)
    Reading.objects.update(read_to=1, visit_from=1)
    with CaptureQueriesContext(connection) as queries:
        html = page(reader, topic.url)
    assert len(new_on(html)) == tree.ROOTS * (1 + tree.REPLIES)
    ours = [query["sql"] for query in queries if "comments_reading" in query["sql"]]
    assert [sql.split()[0] for sql in ours] == ["SELECT", "UPDATE"]
    with CaptureQueriesContext(connection) as queries:
        page(reader, topic.url)
    ours = [query["sql"] for query in queries if "comments_reading" in query["sql"]]
    assert [sql.split()[0] for sql in ours] == ["SELECT"]


@pytest.mark.django_db(transaction=True)
def test_a_page_is_read_though_it_could_not_be_noted(
    reader: Client, topic: Discussion, caplog: pytest.LogCaptureFixture
) -> None:
    """As on SQLite when a long import holds the lock."""

    def busy(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")) and "comments_reading" in sql:
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    page(reader, topic.url)
    fresh = make_comment(topic)
    with connection.execute_wrapper(busy):
        assert new_on(page(reader, topic.url)) == [fresh.pk]
    assert "could not be noted" in caplog.text
    assert new_on(page(reader, topic.url)) == [fresh.pk]


def test_an_own_comment_is_not_new_and_has_no_number(
    reader: Client, alice: User, topic: Discussion
) -> None:
    page(reader, topic.url)
    own = make_comment(topic, author=alice)
    html = page(reader, topic.url)
    assert new_on(html) == []
    assert re.search(rf'id="c-{own.pk}"[^>]* data-level="1">', html)
    assert Comment.objects.get(pk=own.pk).arrival == own.number
