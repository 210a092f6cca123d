"""What waits for a reply, made of the comments, and what the team does about it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Comment, Discussion, MarkKind
from forum.comments.services import discussions
from forum.comments.services.delete import delete
from forum.comments.services.mark import mark, unmark
from forum.moderation import reply_desk as desk
from forum.moderation.models import Decision, Need, ReplyWanted
from forum.moderation.services import reply_desk
from forum.moderation.services.decide import decide
from forum.notifications.models import Notice
from forum.topics.models import Topic, TopicKind
from foundation.branding import settings
from tests.factories import (
    make_administrator,
    make_discussion,
    make_editor,
    make_member,
    make_moderator,
    write,
)
from tests.factories_moderation import make_held, make_known, signed_in
from tests.factories_topics import make_topic
from tests.forum.comments.test_plans import plans

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_pauses() -> None:
    settings.set_value("reply_wait_seconds", 0)


@pytest.fixture
def alice() -> User:
    return make_known("Alice")


@pytest.fixture
def charlie() -> User:
    return make_known("Charlie")


@pytest.fixture
def topic(alice: User) -> Topic:
    return asked("How do you plan a warm day?", alice)


def asked(title: str, by: User) -> Topic:
    """A question that was laid in past the events, so the desk is told by hand."""
    topic = make_topic(title, by=by)
    reply_desk.refresh(topic.discussion)
    return topic


def wanted(discussion: Discussion) -> ReplyWanted:
    return ReplyWanted.objects.get(discussion=discussion)


def need(discussion: Discussion) -> str:
    return wanted(discussion).need


def test_a_question_waits_until_somebody_answers(topic: Topic, charlie: User) -> None:
    assert need(topic.discussion) == Need.UNANSWERED
    write(topic.discussion, charlie, "I rest at noon and drink a lot.")
    assert need(topic.discussion) == Need.ANSWERED


def test_more_words_of_the_asker_answer_nothing(topic: Topic, alice: User) -> None:
    began = wanted(topic.discussion).since
    more = write(topic.discussion, alice, "I forgot to say: I live on the fifth floor.")
    row = wanted(topic.discussion)
    assert (row.need, row.since, row.last_word) == (Need.UNANSWERED, began, more)


def test_when_the_asker_writes_again_the_question_waits_again(
    topic: Topic, alice: User, charlie: User
) -> None:
    write(topic.discussion, charlie, "I rest at noon and drink a lot.")
    first = write(topic.discussion, alice, "And what do you do in the evening?")
    second = write(topic.discussion, alice, "My flat stays warm till midnight.")
    row = wanted(topic.discussion)
    assert (row.need, row.since, row.last_word) == (Need.ASKER_LAST, first.published_at, second)


@pytest.mark.parametrize(
    "body", ["Thank you for asking this!", "Same here.", "ME TOO, and thanks", "Following"]
)
def test_thanks_by_another_member_do_not_clear_a_question(
    topic: Topic, charlie: User, body: str
) -> None:
    write(topic.discussion, charlie, body)
    assert need(topic.discussion) == Need.UNANSWERED


@pytest.mark.parametrize(
    "body",
    [
        "Thanks to my nurse I learned to cool my wrists under the tap before I go out at noon.",
        "I followed my own clock.",
        "Try a cooling vest.",
    ],
)
def test_an_answer_that_thanks_somebody_is_an_answer(
    topic: Topic, charlie: User, body: str
) -> None:
    write(topic.discussion, charlie, body)
    assert need(topic.discussion) == Need.ANSWERED


def test_the_thanks_of_the_asker_leave_it_answered(
    topic: Topic, alice: User, charlie: User
) -> None:
    write(topic.discussion, charlie, "Try a cooling vest.")
    write(topic.discussion, alice, "Thank you so much.")
    assert need(topic.discussion) == Need.ANSWERED


def test_support_is_no_answer_until_it_is_called_one(topic: Topic, charlie: User) -> None:
    viewer = Viewer.for_user(charlie)
    reply = write(topic.discussion, charlie, "I am thinking of you, it sounds hard.")
    mark(reply, MarkKind.SUPPORT, viewer=viewer)
    assert need(topic.discussion) == Need.UNANSWERED
    unmark(reply, MarkKind.SUPPORT, viewer=viewer)
    assert need(topic.discussion) == Need.ANSWERED


def test_what_helped_the_asker_ends_the_wait(topic: Topic, alice: User, charlie: User) -> None:
    answer = write(topic.discussion, charlie, "Try a cooling vest.")
    write(topic.discussion, alice, "I will look for one in town.")
    assert need(topic.discussion) == Need.ASKER_LAST
    mark(answer, MarkKind.ASKER, viewer=Viewer.for_user(alice))
    assert need(topic.discussion) == Need.ANSWERED


def test_an_answer_that_goes_leaves_the_question_open(topic: Topic, charlie: User) -> None:
    answer = write(topic.discussion, charlie, "Try a cooling vest.")
    delete(answer, viewer=Viewer.for_user(charlie))
    assert need(topic.discussion) == Need.UNANSWERED


def test_a_held_answer_counts_when_it_is_approved(topic: Topic) -> None:
    held = make_held(topic.discussion, author=make_member("Nora"), body="Try a cooling vest.")
    assert need(topic.discussion) == Need.UNANSWERED
    decide(held, "approve", by=make_moderator())
    assert need(topic.discussion) == Need.ANSWERED


def test_a_closed_question_leaves_the_desk_and_comes_back(topic: Topic) -> None:
    discussions.lock(topic.discussion, by=make_moderator())
    assert need(topic.discussion) == Need.CLOSED
    discussions.unlock(topic.discussion, by=make_moderator("Max"))
    assert need(topic.discussion) == Need.UNANSWERED


def test_something_to_talk_about_is_no_question(alice: User) -> None:
    make_topic("What I did today", by=alice, kind=TopicKind.TALK)
    assert not ReplyWanted.objects.exists()


def test_a_comment_that_asks_under_an_article_waits(alice: User, charlie: User) -> None:
    article = make_discussion()
    told = write(article, charlie, "I read this with joy.")
    root = write(article, alice, "Does this hold for swimming, too?")
    row = ReplyWanted.objects.get()
    assert (row.root, row.need) == (root, Need.UNANSWERED)
    write(article, charlie, "It does, says my nurse.", parent=root)
    row.refresh_from_db()
    assert row.need == Need.ANSWERED
    asked_again = write(article, alice, "In the sea as well?", parent=root)
    row.refresh_from_db()
    assert (row.need, row.last_word) == (Need.ASKER_LAST, asked_again)
    write(article, charlie, "Who knows?", parent=told)
    row.refresh_from_db()
    assert row.need == Need.ASKER_LAST


@pytest.mark.parametrize(
    ("body", "is_question"),
    [
        ("Does this hold for swimming?", True),
        ("هل هذا صحيح؟", True),
        ("これは本当ですか？", True),
        ("See https://example.org/?page=2 for more.", False),
        ("It holds for swimming.", False),
    ],
)
def test_a_question_is_told_by_its_mark(alice: User, body: str, is_question: bool) -> None:
    settings.set_value("links_allowed", "example.org")
    write(make_discussion(), alice, body)
    assert ReplyWanted.objects.exists() == is_question


def test_what_the_team_asks_its_readers_is_not_on_the_desk() -> None:
    write(make_discussion(), make_editor(), "What do you do on warm days?")
    assert not ReplyWanted.objects.exists()


def test_recount_makes_the_desk_again_and_keeps_what_people_did(
    topic: Topic, alice: User, charlie: User
) -> None:
    write(make_discussion(), alice, "Does this hold for swimming, too?")
    write(topic.discussion, charlie, "Try a cooling vest.")
    ReplyWanted.objects.filter(root__isnull=False).delete()
    ReplyWanted.objects.update(need=Need.UNANSWERED)
    call_command("recount")
    assert sorted(ReplyWanted.objects.values_list("need", flat=True)) == ["answered", "unanswered"]
    assert reply_desk.recount() == 0


def test_one_takes_it_for_ten_minutes_and_the_other_is_told(topic: Topic) -> None:
    bob, max_ = make_moderator(), make_moderator("Max")
    row = wanted(topic.discussion)
    assert reply_desk.take(row, by=bob)
    assert not reply_desk.take(row, by=max_)
    assert reply_desk.take(row, by=bob)
    row.refresh_from_db()
    assert reply_desk.holder(row, max_) == bob
    assert reply_desk.holder(row, bob) is None
    answer = signed_in(max_).post(f"/moderation/replies/{row.pk}/send/", {"body": "Rest at noon."})
    assert answer.status_code == 422
    assert "Bob is answering this" in answer.content.decode()
    assert "Rest at noon." in answer.content.decode()
    ReplyWanted.objects.update(taken_until=timezone.now() - timedelta(seconds=1))
    row.refresh_from_db()
    assert reply_desk.holder(row, max_) is None
    assert reply_desk.take(row, by=max_)


def test_settled_it_stays_away_until_the_asker_writes_again(topic: Topic, alice: User) -> None:
    bob = make_moderator()
    assert reply_desk.settle(wanted(topic.discussion), by=bob)
    assert not reply_desk.settle(wanted(topic.discussion), by=bob)
    reply_desk.refresh(topic.discussion)
    assert need(topic.discussion) == Need.SETTLED
    assert Decision.objects.get().action == "settle"
    write(topic.discussion, alice, "I am still looking for an idea.")
    assert need(topic.discussion) == Need.UNANSWERED


def test_a_colleague_is_asked_and_told(topic: Topic) -> None:
    bob, edith = make_moderator(), make_editor()
    row = wanted(topic.discussion)
    assert reply_desk.hand(row, to=edith, by=bob, note="You wrote about heat.")
    notice = Notice.objects.get(user=edith)
    assert notice.kind == "reply.handed"
    listed = signed_in(edith).get("/notifications/").content.decode()
    assert f"/moderation/replies/{row.pk}/" in listed
    page = signed_in(edith).get("/moderation/replies/list/handed/").content.decode()
    assert "You wrote about heat." in page
    write(topic.discussion, edith, "We wrote about that in spring.")
    assert desk.page_of("handed", Viewer.for_user(edith)) == ([], False)


def test_it_is_handed_to_the_team_alone(topic: Topic, charlie: User) -> None:
    bob = make_moderator()
    row = wanted(topic.discussion)
    for to in (charlie, bob):
        with pytest.raises(ValidationError):
            reply_desk.hand(row, to=to, by=bob)
    with pytest.raises(ValidationError):
        reply_desk.hand(row, to=make_editor(), by=bob, note="x" * 301)
    page = signed_in(bob).post(f"/moderation/replies/{row.pk}/hand/", {"to": charlie.pk})
    assert page.status_code == 422


def test_who_waits_longest_stands_first_and_pages_follow(alice: User) -> None:
    viewer = Viewer.for_user(make_moderator())
    now = timezone.now()
    for number in range(25):
        place = asked(f"Question {number}", alice).discussion
        ReplyWanted.objects.filter(discussion=place).update(
            since=now - timedelta(hours=number // 2)
        )
    first, has_more = desk.page_of(Need.UNANSWERED, viewer)
    rest, is_all = desk.page_of(Need.UNANSWERED, viewer, after=first[-1].wanted.pk)
    assert (len(first), has_more, len(rest), is_all) == (20, True, 5, False)
    waits = [row.wanted.since for row in first + rest]
    assert waits == sorted(waits)
    assert len({row.wanted.pk for row in first + rest}) == 25


def test_very_old_questions_are_not_listed(topic: Topic) -> None:
    viewer = Viewer.for_user(make_moderator())
    ReplyWanted.objects.update(since=timezone.now() - timedelta(days=91))
    assert desk.page_of(Need.UNANSWERED, viewer) == ([], False)
    assert desk.counts(viewer)[Need.UNANSWERED] == 0


@pytest.mark.parametrize("continued", [False, True])
def test_a_list_of_the_desk_is_one_range_of_its_index(topic: Topic, continued: bool) -> None:
    viewer = Viewer.for_user(make_moderator())
    after = wanted(topic.discussion).pk if continued else None
    with plans() as said:
        desk.page_of(Need.UNANSWERED, viewer, after=after)
    plan = said[-1]
    assert "replywanted_waiting" in plan
    if connection.vendor == "sqlite":
        assert "TEMP B-TREE" not in plan


def test_a_reply_is_written_at_the_desk_with_a_text_to_begin_with(topic: Topic) -> None:
    bob = make_moderator()
    client = signed_in(bob)
    row = wanted(topic.discussion)
    page = client.get(f"/moderation/replies/{row.pk}/").content.decode()
    assert "How do you plan a warm day?" in page
    offered = client.post(
        f"/moderation/replies/{row.pk}/send/",
        {"body": "Good morning.", "text": "reply.welcome", "insert": "1", "hat": "moderator"},
    )
    assert offered.status_code == 200
    shown = offered.content.decode()
    assert "Good morning." in shown
    assert "Hello Alice, and welcome to Threadwell." in shown
    sent = client.post(
        f"/moderation/replies/{row.pk}/send/",
        {"body": "Rest at noon.", "hat": "moderator"},
    )
    assert sent.status_code == 303
    reply = Comment.objects.get(body_source="Rest at noon.")
    assert (reply.hat, reply.discussion) == ("moderator", topic.discussion)
    assert need(topic.discussion) == Need.ANSWERED


def test_support_sent_from_the_desk_leaves_the_question_there(topic: Topic) -> None:
    bob = make_moderator()
    row = wanted(topic.discussion)
    signed_in(bob).post(
        f"/moderation/replies/{row.pk}/send/",
        {"body": "We are looking for somebody who knows.", "support": "on"},
    )
    assert need(topic.discussion) == Need.UNANSWERED


def test_an_empty_reply_comes_back(topic: Topic) -> None:
    row = wanted(topic.discussion)
    answer = signed_in(make_moderator()).post(f"/moderation/replies/{row.pk}/send/", {"body": ""})
    assert answer.status_code == 422
    assert b"Please write something first." in answer.content


def test_a_moderator_calls_a_reply_support(topic: Topic, charlie: User) -> None:
    reply = write(topic.discussion, charlie, "I hope you find a good way.")
    client = signed_in(make_moderator())
    row = wanted(topic.discussion)
    url = f"/moderation/replies/{row.pk}/support/{reply.pk}/"
    assert client.post(url).status_code == 303
    assert need(topic.discussion) == Need.UNANSWERED
    assert client.post(url, {"undo": "1"}).status_code == 303
    assert need(topic.discussion) == Need.ANSWERED
    stranger = write(make_discussion(), charlie, "Somewhere else.")
    wrong = f"/moderation/replies/{row.pk}/support/{stranger.pk}/"
    assert client.post(wrong).status_code == 404


def test_a_member_ticks_support_where_a_question_stands(topic: Topic, charlie: User) -> None:
    client = signed_in(charlie)
    url = f"/d/{topic.discussion_id}/comment/"
    assert "This is support" in client.get(url).content.decode()
    client.post(url, {"body": "I am thinking of you today.", "support": "on"})
    assert need(topic.discussion) == Need.UNANSWERED
    elsewhere = client.get(f"/d/{make_discussion().pk}/comment/").content.decode()
    assert "This is support" not in elsewhere


def test_strangers_call_nothing_support(topic: Topic, alice: User, charlie: User) -> None:
    reply = write(topic.discussion, charlie, "Try a cooling vest.")
    assert signed_in(alice).post(f"/c/{reply.pk}/support/").status_code == 403
    assert need(topic.discussion) == Need.ANSWERED
    assert signed_in(charlie).post(f"/c/{reply.pk}/support/").status_code == 303
    assert need(topic.discussion) == Need.UNANSWERED


def test_the_buttons_of_the_desk_work_by_plain_forms(topic: Topic) -> None:
    bob, ada = make_moderator(), make_administrator()
    client = signed_in(bob)
    row = wanted(topic.discussion)
    for path, data in (
        ("take", {}),
        ("take", {"undo": "1"}),
        ("hand", {"to": str(ada.pk), "note": ""}),
        ("settle", {}),
    ):
        assert client.post(f"/moderation/replies/{row.pk}/{path}/", data).status_code == 303, path
    assert need(topic.discussion) == Need.SETTLED


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"need": "lost"}, "replywanted_need_known"),
        ({"need": "settled"}, "replywanted_settled_says_when"),
    ],
)
def test_the_database_refuses_a_standing_it_does_not_know(
    topic: Topic, facts: dict[str, str], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ReplyWanted.objects.update(**facts)


def test_the_database_refuses_a_lease_without_an_end(topic: Topic) -> None:
    with pytest.raises(IntegrityError, match="replywanted_taken"), transaction.atomic():
        ReplyWanted.objects.update(taken_by=make_moderator())


def test_a_question_stands_on_the_desk_once(topic: Topic, alice: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReplyWanted.objects.create(discussion=topic.discussion, since=timezone.now())
    root = write(make_discussion(), alice, "Does this hold for swimming?")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReplyWanted.objects.create(discussion=root.discussion, root=root, since=timezone.now())
