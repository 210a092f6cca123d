"""Asking, finding one's way, and keeping the boards in order."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.viewer import Viewer
from forum.comments.models import (
    Audience,
    Comment,
    CommentKind,
    Discussion,
    DiscussionStatus,
    Status,
)
from forum.comments.refusal import Refused
from forum.comments.services.set_status import set_status
from forum.topics import queries
from forum.topics.models import Board, Topic, TopicKind
from forum.topics.services import boards, order
from forum.topics.services.ask import ask
from forum.topics.similar import similar_to
from foundation.branding import settings
from tests.factories import (
    make_administrator,
    make_comment,
    make_editor,
    make_member,
    make_moderator,
    suspend,
)
from tests.factories_topics import make_board, make_topic

pytestmark = pytest.mark.django_db


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(on: Board, **change: str) -> dict[str, str]:
    return {
        "title": "How do you plan a day?",
        "kind": "question",
        "body": "I have two good hours in the morning.",
        "board": str(on.pk),
        "tags": "fatigue, energy",
        "seen": "1",
    } | change


def test_a_question_gets_a_discussion_an_opening_and_an_address() -> None:
    bob = make_moderator()
    asked = ask(
        make_board(), viewer=Viewer.for_user(bob), title="Wie plant ihr? Müde…", body="Hallo",
        tags=["fatigue"],
    )  # fmt: skip
    topic = asked.topic
    assert topic.slug == "wie-plant-ihr-müde"
    assert Client().get(f"/t/{topic.pk}-{topic.slug}/").status_code == 200
    assert topic.discussion.url == topic.get_absolute_url()
    assert asked.posted.comment.kind == CommentKind.OPENING
    assert topic.discussion.comment_count == 0
    assert [tag.name for tag in topic.tags.all()] == ["fatigue"]


def test_a_title_in_any_script_gives_an_address_that_is_never_empty() -> None:
    viewer = Viewer.for_user(make_moderator())
    settings.set_value("topic_wait_seconds", 0)
    for title in ("???????", "今日はどう過ごしますか", "مرحبا يا أصدقاء"):
        topic = ask(make_board(), viewer=viewer, title=title, body=f"{title} hello").topic
        assert topic.slug
        assert Client().get(topic.get_absolute_url()).status_code == 200


def test_a_new_member_s_question_waits_and_only_they_and_the_team_see_it() -> None:
    nora = make_member("Nora")
    topic = ask(
        make_board(), viewer=Viewer.for_user(nora), title="My first question", body="Hello"
    ).topic
    assert topic.discussion.status == DiscussionStatus.HIDDEN
    address = topic.get_absolute_url()
    assert Client().get(address).status_code == 404
    assert signed_in(make_member("Charlie")).get(address).status_code == 404
    own = signed_in(nora).get(address)
    assert own.status_code == 200
    assert "waits for a moderator" in own.content.decode()
    assert "My first question" not in Client().get("/forum/").content.decode()
    opening = Comment.objects.get(discussion=topic.discussion)
    set_status(opening, Status.PUBLISHED, by=make_moderator())
    assert Client().get(address).status_code == 200
    assert "My first question" in Client().get("/forum/").content.decode()


def test_a_topic_whose_opening_was_removed_is_gone_unless_it_has_replies() -> None:
    topic, answered = make_topic(), make_topic("Another one, answered")
    make_comment(answered.discussion)
    bob = make_moderator()
    for one in (topic, answered):
        opening = Comment.objects.get(discussion=one.discussion, kind=CommentKind.OPENING)
        set_status(opening, Status.REMOVED, by=bob)
    assert Client().get(topic.get_absolute_url()).status_code == 404
    page = Client().get(answered.get_absolute_url())
    assert "removed by a moderator" in page.content.decode()


def test_without_a_script_similar_topics_are_a_step_before_posting() -> None:
    make_topic("How do you plan a day with fatigue?")
    from foundation.search import api as search

    topic = Topic.objects.get()
    search.index("topic", topic.pk, title=topic.discussion.title, text="two good hours")
    client = signed_in(make_moderator())
    data = form(make_board(), title="How do you plan your day?", seen="")
    page = client.post("/forum/ask/", data)
    assert page.status_code == 200
    assert "How do you plan a day with fatigue?" in page.content.decode()
    assert "I have two good hours in the morning." in page.content.decode()
    assert Topic.objects.count() == 1
    assert client.post("/forum/ask/", data | {"seen": "1"}).status_code == 303
    assert Topic.objects.count() == 2


def test_similar_topics_are_only_what_the_viewer_may_see() -> None:
    from foundation.search import api as search

    hidden = make_topic("Secret plans for a day", audience="staff")
    search.index("topic", hidden.pk, title=hidden.discussion.title, text="")
    assert similar_to("plans for a day", Viewer.nobody()) == []
    assert similar_to("plans for a day", Viewer.for_user(make_moderator()))
    page = Client().get("/forum/ask/similar/?title=plans+for+a+day")
    assert "Secret" not in page.content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "a title"),
        ({"title": "Hi"}, "at least 5"),
        ({"title": "x" * 200}, "200 characters"),
        ({"body": ""}, "write something"),
        ({"body": "y" * 20_001}, "20001"),
        ({"board": "999999"}, "board from the list"),
        ({"kind": "nonsense"}, "valid choice"),
    ],
)
def test_bad_input_is_said_and_the_text_is_kept(change: dict[str, str], sentence: str) -> None:
    client = signed_in(make_moderator())
    page = client.post("/forum/ask/", form(make_board(), **{"tags": "my, tags"} | change))
    text = page.content.decode()
    assert page.status_code == 422
    assert sentence in text
    assert "my, tags" in text
    assert not Topic.objects.exists()


def test_a_visitor_is_sent_to_sign_in_and_comes_back_with_the_title() -> None:
    answer = Client().get("/forum/ask/?title=Heat")
    assert answer.status_code == 302
    assert "next=%2Fforum%2Fask%2F%3Ftitle%3DHeat" in answer["Location"]


def test_a_tag_that_is_too_long_is_refused_beside_the_field_and_kept() -> None:
    board, word = make_board(), "w" * 41
    page = signed_in(make_member()).post("/forum/ask/", form(board, tags=f"heat, {word}"))
    assert page.status_code == 422
    assert "at most 40 characters" in page.context["form"].errors["tags"][0]
    assert f"heat, {word}" in page.content.decode()
    assert not Topic.objects.exists()
    sent = signed_in(make_member("Noa")).post("/forum/ask/", form(board, tags="w" * 40))
    assert sent.status_code == 303


def test_a_suspended_member_cannot_ask() -> None:
    dora = make_member("Dora")
    suspend(dora, reason="Please be kind.")
    page = signed_in(dora).post("/forum/ask/", form(make_board()))
    assert page.status_code == 422
    assert "Please be kind." in page.content.decode()
    assert not Topic.objects.exists()


def test_a_repeated_press_asks_once() -> None:
    client = signed_in(make_moderator())
    data = form(make_board(), form_key="one-key")
    first, second = client.post("/forum/ask/", data), client.post("/forum/ask/", data)
    assert first["Location"] == second["Location"]
    assert Topic.objects.count() == 1


def test_a_member_cannot_ask_on_the_staff_s_board() -> None:
    board = make_board(audience="staff")
    page = signed_in(make_member()).post("/forum/ask/", form(board))
    assert page.status_code == 422
    with pytest.raises(Refused):
        ask(board, viewer=Viewer.for_user(make_member("Nora")), title="Hello there", body="Hi")


def test_any_slug_leads_to_today_s_address_for_ever() -> None:
    topic = make_topic()
    old = topic.get_absolute_url()
    order.rename(topic, "A better title", by=make_moderator())
    assert topic.get_absolute_url() != old
    answer = Client().get(old + "?page=1")
    assert answer.status_code == 301
    assert answer["Location"] == topic.get_absolute_url() + "?page=1"
    for nonsense in ("x", "0-x", "99999999999999999999-x", "-1"):
        assert Client().get(f"/t/{nonsense}/").status_code == 404


def test_moving_a_topic_takes_the_audience_of_the_new_board_at_once() -> None:
    topic, closed = make_topic(), make_board("Team room", audience="staff")
    assert Client().get(topic.get_absolute_url()).status_code == 200
    order.move(topic, closed, by=make_moderator())
    assert Client().get(topic.get_absolute_url()).status_code == 404
    assert topic.discussion.title not in Client().get("/forum/latest/").content.decode()


def test_closing_a_board_is_one_row_and_holds_for_every_topic() -> None:
    topic = make_topic()
    Audience.objects.filter(pk=topic.board.audience_id).update(kind="members")
    assert Client().get(topic.get_absolute_url()).status_code == 404
    assert Client().get(topic.board.get_absolute_url()).status_code == 404
    assert signed_in(make_member("Charlie")).get(topic.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("verb", ["pin", "lock", "move"])
def test_only_moderators_put_topics_in_order(verb: str) -> None:
    topic = make_topic(by=make_member("Asker"))
    address = f"/t/{topic.pk}/{verb}/"
    data = {"reason": "Settled.", "board": str(topic.board_id), "title": "Another title"}
    assert Client().post(address, data).status_code == 403
    for user in (make_member("Charlie"), make_editor(), topic.discussion.started_by):
        assert signed_in(user).post(address, data).status_code == 403
    for user in (make_moderator(), make_administrator()):
        assert signed_in(user).post(address, data).status_code == 303


def test_a_lock_needs_a_reason_that_readers_see() -> None:
    topic = make_topic()
    client = signed_in(make_moderator())
    assert client.post(f"/t/{topic.pk}/lock/", {"reason": ""}).status_code == 422
    client.post(f"/t/{topic.pk}/lock/", {"reason": "Answered at length."})
    page = Client().get(topic.get_absolute_url()).content.decode()
    assert "Answered at length." in page
    assert "closed" in page
    client.post(f"/t/{topic.pk}/lock/", {"undo": "1"})
    assert "Answered at length." not in Client().get(topic.get_absolute_url()).content.decode()


def test_pinned_topics_stand_first() -> None:
    one, two = make_topic("The first of them"), make_topic("The second of them")
    order.pin(one, by=make_moderator())
    page = queries.on_board(one.board, Viewer.nobody(), None)
    assert [topic.pk for topic in page.topics] == [one.pk, two.pk]


def test_unanswered_are_questions_nobody_else_has_written_to() -> None:
    asker = make_member("Asker")
    waiting = make_topic("Nobody answered me", by=asker)
    alone = make_topic("I answered myself", by=asker)
    make_comment(alone.discussion, author=asker)
    answered = make_topic("Somebody answered", by=asker)
    make_comment(answered.discussion, author=make_member("Helper"))
    make_topic("Just talk", by=asker, kind=TopicKind.TALK)
    found = {topic.pk for topic in queries.unanswered(Viewer.nobody()).topics}
    assert found == {waiting.pk, alone.pk}


@pytest.mark.parametrize("pinned", [0, 3, 25])
def test_lists_page_by_keyset_and_show_each_topic_once(pinned: int) -> None:
    board = make_board()
    made = [make_topic(f"Topic number {n}", board=board).pk for n in range(45)]
    Discussion.objects.filter(topic__in=made[:pinned]).update(rank=1)
    seen: list[int] = []
    client, address = Client(), board.get_absolute_url()
    while address and len(seen) <= len(made):
        page = client.get(address).content.decode()
        seen += [int(n) for n in re.findall(r'class="topic-title"><a href="/t/(\d+)-', page)]
        following = re.search(r'href="([^"]*\?from=\d+)" rel="next"', page)
        address = following[1] if following else ""
    assert sorted(seen) == sorted(made)
    assert set(seen[:pinned]) == set(made[:pinned])
    assert client.get(board.get_absolute_url() + "?from=999999").status_code == 404


@pytest.mark.parametrize(
    ("address", "most"),
    [("/forum/", 10), ("/forum/everyday-life/", 6), ("/forum/latest/", 5),
     ("/forum/unanswered/", 5)],
)  # fmt: skip
def test_a_list_costs_the_same_number_of_queries_whatever_it_shows(
    address: str, most: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        topic = make_topic(f"Topic number {n}")
        make_comment(topic.discussion, author=make_member(f"Writer {n}"))
    settings.get("title_shortest")
    with django_assert_max_num_queries(most):
        assert Client().get(address).status_code == 200


def test_boards_have_names_and_addresses_of_their_own() -> None:
    make_board("Work")
    with pytest.raises(ValidationError):
        boards.make("work")
    with pytest.raises(ValidationError):
        boards.make("Asking", slug="ask")
    with pytest.raises(IntegrityError), transaction.atomic():
        Board.objects.create(name="X", slug="ask", audience=Audience.objects.create(name="X"))


def test_a_renamed_board_is_found_under_its_old_address() -> None:
    board = make_board("Work")
    client = signed_in(make_administrator())
    data = {"name": "Work and money", "audience_kind": "public", "address": "work-and-money",
            "position": "0", "description": ""}  # fmt: skip
    assert client.post(f"/forum/boards/{board.pk}/", data).status_code == 303
    assert Client().get("/forum/work/")["Location"] == "/forum/work-and-money/"


@pytest.mark.parametrize("role", ["visitor", "member", "moderator", "editor"])
def test_only_an_administrator_keeps_the_boards(role: str) -> None:
    people = {"member": make_member, "moderator": make_moderator, "editor": make_editor}
    client = Client() if role == "visitor" else signed_in(people[role]())
    assert client.get("/forum/boards/").status_code == 403
    assert client.post("/forum/boards/", {"name": "Mine"}).status_code == 403
    assert not Board.objects.exists()


def test_boards_count_their_topics_by_a_job() -> None:
    topic = make_topic()
    make_comment(topic.discussion)
    boards.count()
    topic.board.refresh_from_db()
    assert (topic.board.topic_count, topic.board.comment_count) == (1, 1)


def test_a_forum_without_boards_says_what_to_do_first() -> None:
    assert "no boards yet" in Client().get("/forum/").content.decode()
    page = signed_in(make_administrator()).get("/forum/").content.decode()
    assert "Make a board" in page


def test_a_second_press_that_lost_the_race_leaves_no_topic_without_an_opening() -> None:
    from forum.comments.models import Discussion

    viewer = Viewer.for_user(make_member("Nora"))
    board = make_board()
    first = ask(board, viewer=viewer, title="Held, please", body="Hello", form_key="k")
    again = ask(board, viewer=viewer, title="Held, please", body="Hello", form_key="k")
    assert again.topic.pk == first.topic.pk
    assert Topic.objects.count() == Discussion.objects.count() == 1
    assert "Held, please" not in Client().get("/forum/latest/").content.decode()


@pytest.mark.parametrize("data", [{"reason": "Closed."}, {"undo": "1"}])
def test_closing_and_opening_do_not_publish_what_is_hidden(data: dict[str, str]) -> None:
    topic = ask(
        make_board(), viewer=Viewer.for_user(make_member("Nora")), title="Held, please", body="Hi"
    ).topic
    signed_in(make_moderator()).post(f"/t/{topic.pk}/lock/", data)
    topic.discussion.refresh_from_db()
    assert topic.discussion.status == DiscussionStatus.HIDDEN
    assert Client().get(topic.get_absolute_url()).status_code == 404


def test_a_closed_topic_stays_closed_when_its_opening_comes_back() -> None:
    topic, bob = make_topic(), make_moderator()
    order.lock(topic, by=bob, reason="Settled.")
    opening = Comment.objects.get(discussion=topic.discussion)
    set_status(opening, Status.REMOVED, by=bob)
    set_status(opening, Status.PUBLISHED, by=bob)
    topic.discussion.refresh_from_db()
    assert topic.discussion.status == DiscussionStatus.LOCKED
    assert topic.discussion.status_reason == "Settled."


def test_my_topics_show_nothing_that_was_moved_out_of_my_sight() -> None:
    mim = make_member("Mim")
    topic = make_topic("My own question", by=mim)
    order.move(topic, make_board("Team room", audience="staff"), by=make_moderator())
    order.rename(topic, "A secret title", by=make_moderator())
    page = signed_in(mim).get("/forum/mine/").content.decode()
    assert "A secret title" not in page
    assert "Team room" not in page


@pytest.mark.parametrize(
    "address",
    ["/t/²-x/", "/forum/latest/?from=²", "/forum/?from=²", "/forum/latest/?from=" + "9" * 5000],
)
def test_odd_digits_are_no_numbers(address: str) -> None:
    make_topic()
    assert Client().get(address).status_code in (200, 404)


def test_only_a_question_has_somebody_who_asked() -> None:
    asker = make_member("Asker")
    talk = make_topic("Just talk about it", by=asker, kind=TopicKind.TALK)
    reply = make_comment(talk.discussion, author=make_member("Helper"))
    assert signed_in(asker).post(f"/c/{reply.pk}/answer/").status_code == 403
    assert "Asked this" not in Client().get(talk.get_absolute_url()).content.decode()


def test_the_author_mends_a_question_that_waits() -> None:
    nora = make_member("Nora")
    topic = ask(
        make_board(), viewer=Viewer.for_user(nora), title="Held, please", body="Hallo"
    ).topic
    opening = Comment.objects.get(discussion=topic.discussion)
    answer = signed_in(nora).post(f"/c/{opening.pk}/edit/", {"body": "Hello again"})
    assert answer.status_code == 303
    opening.refresh_from_db()
    assert opening.body_source == "Hello again"
    assert opening.status == Status.HELD


def test_head_is_answered_like_get() -> None:
    topic = make_topic()
    for address in ("/forum/", topic.get_absolute_url(), "/forum/latest/"):
        assert Client().head(address).status_code == 200
