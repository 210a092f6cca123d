"""What a reader can pick out of a discussion: the team's replies, and their own."""

from typing import Any

import pytest
from django.http import Http404

from accounts.viewer import Viewer
from forum.comments import tree
from forum.comments.models import Comment, Hat, Status
from forum.comments.page import discussion_page
from forum.comments.services.set_status import set_status
from tests.factories import make_comment, make_discussion, make_guest, make_member, make_moderator
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db

NOBODY = Viewer.nobody()


def shown(page: Any) -> list[int]:
    return [row.id for thread in page.threads for row in thread.rows]


def tabs(page: Any) -> dict[str, bool]:
    return {key: current for key, _label, _url, current in page.sorts}


def test_the_replies_of_the_team_stand_alone_and_lead_to_their_place() -> None:
    discussion = make_discussion()
    moderator = make_moderator("Mo")
    question = make_comment(discussion)
    between = make_comment(parent=question)
    official = make_comment(parent=between, author=moderator, hat=Hat.MODERATOR)
    make_comment(discussion, author=moderator)
    page = discussion_page(discussion, NOBODY, {"show": "official"})
    assert shown(page) == [official.pk]
    row = page.threads[0].rows[0]
    assert (row.level, row.reply_to, row.is_apart) == (1, "Alice", True)
    assert tabs(page)["official"] and not any(tabs(page)[sort] for sort in tree.SORTS)
    assert page.canonical == discussion.url


def test_the_page_says_whom_a_reply_answers_and_where_it_stands(client: Any) -> None:
    topic = make_topic()
    question = make_comment(topic.discussion)
    official = make_comment(parent=question, author=make_moderator("Mo"), hat=Hat.MODERATOR)
    html = client.get(topic.get_absolute_url() + "?show=official").content.decode()
    assert f'href="/c/{question.pk}/">replying to Alice</a>' in html
    assert f'href="/c/{official.pk}/">Show in its place</a>' in html
    assert f'id="c-{question.pk}"' not in html
    assert "These are all replies by our team." in html


def test_what_was_taken_away_is_not_among_the_replies_of_the_team() -> None:
    discussion = make_discussion()
    official = make_comment(discussion, author=make_moderator("Mo"), hat=Hat.MODERATOR)
    set_status(official, Status.REMOVED, by=None)
    assert shown(discussion_page(discussion, NOBODY, {"show": "official"})) == []


def test_a_member_finds_what_they_wrote_and_nothing_else() -> None:
    discussion, elsewhere = make_discussion(), make_discussion()
    charlie = make_member("Charlie")
    root = make_comment(discussion)
    own = make_comment(parent=root, author=charlie)
    waits = make_comment(discussion, author=charlie, status=Status.HELD)
    gone = make_comment(discussion, author=charlie)
    set_status(gone, Status.DELETED, by=charlie)
    make_comment(elsewhere, author=charlie)
    page = discussion_page(discussion, Viewer.for_user(charlie), {"show": "mine"})
    assert shown(page) == [own.pk, waits.pk]


def test_a_guest_finds_what_they_wrote_from_this_device() -> None:
    discussion = make_discussion()
    gina = make_guest()
    own = make_comment(discussion, guest=gina)
    make_comment(discussion, guest=make_guest("Otto", "otto@example.org"))
    page = discussion_page(discussion, Viewer(guest=gina), {"show": "mine"})
    assert shown(page) == [own.pk]


@pytest.mark.parametrize("show", ["mine", "everything", "", "official; DROP"])
def test_what_a_stranger_cannot_pick_out_shows_everything(show: str) -> None:
    discussion = make_discussion()
    root = make_comment(discussion)
    page = discussion_page(discussion, NOBODY, {"show": show})
    assert shown(page) == [root.pk]
    assert tabs(page)[page.sort]
    assert "mine" not in tabs(page)


def test_a_filter_without_anything_to_show_is_not_offered_to_strangers() -> None:
    discussion = make_discussion()
    make_comment(discussion)
    assert "official" not in tabs(discussion_page(discussion, NOBODY, {}))
    make_comment(discussion, author=make_moderator("Mo"), hat=Hat.MODERATOR)
    assert "official" in tabs(discussion_page(discussion, NOBODY, {}))


def test_a_filter_is_read_page_by_page_at_the_same_cost(
    django_assert_max_num_queries: Any,
) -> None:
    discussion = make_discussion()
    charlie = make_member("Charlie")
    root = make_comment(discussion)
    made = [make_comment(parent=root, author=charlie) for _number in range(tree.FILTERED * 2 + 1)]
    seen: list[int] = []
    params = {"show": "mine"}
    viewer = Viewer.for_user(charlie)
    for _round in range(3):
        with django_assert_max_num_queries(8):
            page = discussion_page(discussion, viewer, params)
        seen += shown(page)
        assert bool(page.first_url) == ("from" in params)
        if page.next_url:
            params = {"show": "mine", "from": page.next_url.split("from=")[1].split("#")[0]}
    assert seen == [comment.pk for comment in made]
    assert not page.next_url


def test_a_filter_does_not_begin_at_a_comment_of_another_discussion() -> None:
    discussion = make_discussion()
    other = make_comment(make_discussion())
    with pytest.raises(Http404):
        discussion_page(discussion, NOBODY, {"show": "official", "from": str(other.pk)})


def test_strangers_share_the_kept_page_of_a_filter(client: Any, settings: Any) -> None:
    settings.PAGE_CACHE = True
    topic = make_topic()
    make_comment(topic.discussion, author=make_moderator("Mo"), hat=Hat.MODERATOR)
    url = topic.get_absolute_url()
    everything = client.get(url).content
    filtered = client.get(f"{url}?show=official")
    assert filtered.has_header("ETag")
    assert filtered.content != everything
    make_comment(
        topic.discussion, author=make_moderator("Max"), hat=Hat.MODERATOR, body="I was late."
    )
    assert Comment.objects.filter(hat=Hat.MODERATOR).count() == 2


@pytest.fixture
def long_discussion() -> Any:
    discussion = make_discussion()
    roots = [make_comment(discussion) for _number in range(tree.ROOTS + 2)]
    for _number in range(tree.REPLIES + 2):
        make_comment(parent=roots[0])
    discussion.refresh_from_db()
    return discussion


def test_all_comments_stand_on_one_page_in_their_tree(long_discussion: Any) -> None:
    page = discussion_page(long_discussion, NOBODY, {"show": "whole"})
    expected = Comment.objects.filter(discussion=long_discussion).order_by("order_key")
    assert shown(page) == [comment.pk for comment in expected]
    assert [len(thread.rows) for thread in page.threads] == [tree.REPLIES + 3, *[1] * 21]
    assert tabs(page)["whole"] and not any(tabs(page)[sort] for sort in tree.SORTS)
    assert (page.canonical, page.next_url, page.pager) == (long_discussion.url, "", None)


def test_a_placeholder_keeps_its_branch_on_the_whole_page(long_discussion: Any) -> None:
    root = Comment.objects.filter(discussion=long_discussion).order_by("number")[0]
    set_status(root, Status.REMOVED, by=None)
    alone = Comment.objects.filter(discussion=long_discussion, root=None).order_by("-number")[0]
    set_status(alone, Status.REMOVED, by=None)
    long_discussion.refresh_from_db()
    page = discussion_page(long_discussion, NOBODY, {"show": "whole"})
    assert page.threads[0].rows[0].placeholder
    assert alone.pk not in shown(page)


def test_one_page_is_offered_where_there_is_more_than_one_and_not_too_much(
    long_discussion: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = make_discussion()
    make_comment(short)
    assert "whole" not in tabs(discussion_page(short, NOBODY, {}))
    assert "whole" in tabs(discussion_page(long_discussion, NOBODY, {}))
    monkeypatch.setattr(tree, "MOST_AT_ONCE", 10)
    page = discussion_page(long_discussion, NOBODY, {"show": "whole"})
    assert "whole" not in tabs(page)
    assert len(page.threads) == tree.ROOTS


def test_what_a_member_was_shown_on_the_whole_page_is_read(long_discussion: Any) -> None:
    charlie = Viewer.for_user(make_member("Charlie"))
    page = discussion_page(long_discussion, charlie, {"show": "whole"})
    assert page.drawn == set(Comment.objects.values_list("pk", flat=True))


def test_the_whole_page_is_for_reading_and_leads_back(client: Any) -> None:
    topic = make_topic()
    comments = [make_comment(topic.discussion) for _number in range(tree.ROOTS + 1)]
    html = client.get(topic.get_absolute_url() + "?show=whole").content.decode()
    assert all(f'id="c-{comment.pk}"' in html for comment in comments)
    assert f'href="/c/{comments[0].pk}/"' in html and f"/c/{comments[0].pk}/reply/" not in html
    assert "These are all comments." in html and "Back to the pages" in html


def test_questions_that_nobody_has_answered_stand_alone(long_discussion: Any) -> None:
    asked = make_comment(long_discussion, body="Does anybody else know this?")
    answered = make_comment(long_discussion, body="Is it the heat?")
    reply = make_comment(parent=answered, body="Is it? I think so.")
    waiting = make_comment(long_discussion, body="Why?", status=Status.HELD)
    taken = make_comment(long_discussion, body="And why that?")
    set_status(taken, Status.REMOVED, by=None)
    long_discussion.refresh_from_db()
    page = discussion_page(long_discussion, NOBODY, {"show": "open"})
    assert shown(page) == [asked.pk]
    assert tabs(page)["open"]
    # What is taken away answers nothing.
    set_status(reply, Status.REMOVED, by=None)
    page = discussion_page(long_discussion, NOBODY, {"show": "open"})
    assert shown(page) == [asked.pk, answered.pk]
    assert waiting.pk not in shown(page)


def test_questions_are_offered_where_there_are_several_pages_of_comments(
    long_discussion: Any, client: Any
) -> None:
    assert "open" in tabs(discussion_page(long_discussion, NOBODY, {}))
    assert "open" not in tabs(discussion_page(make_discussion(), NOBODY, {}))
    topic = make_topic()
    for _number in range(tree.ROOTS + 1):
        make_comment(topic.discussion)
    topic.discussion.refresh_from_db()
    assert "open" not in tabs(discussion_page(topic.discussion, NOBODY, {}))
    html = client.get(topic.get_absolute_url() + "?show=open").content.decode()
    assert "No question waits for an answer here." in html
    make_comment(topic.discussion, body="How long did it take?")
    html = client.get(topic.get_absolute_url() + "?show=open").content.decode()
    assert "These are all questions that nobody has answered yet." in html
