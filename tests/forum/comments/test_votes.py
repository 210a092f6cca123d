""" "Helpful" and "same here": one for each person, exact counts, and the order they make."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.services import device, voter
from accounts.viewer import Viewer
from forum.comments import tree
from forum.comments.models import AudienceKind, Comment, Discussion, Mark, MarkKind, Status
from forum.comments.refusal import Refused
from forum.comments.services.mark import mark, unmark, visitor_hash
from forum.comments.services.rank import rank, settle
from forum.comments.services.recount import recount
from forum.comments.services.set_status import set_status
from foundation.activity.models import Event
from foundation.branding import settings as site_settings
from tests.factories import (
    make_audience,
    make_comment,
    make_discussion,
    make_editor,
    make_guest,
    make_member,
    make_moderator,
    suspend,
    write,
)
from tests.factories_moderation import signed_in
from tests.factories_topics import make_topic
from tests.race import race

pytestmark = pytest.mark.django_db

HELPFUL, SAME = MarkKind.HELPFUL, MarkKind.SAME


def of(user: Any) -> Viewer:
    return Viewer.for_user(user)


def visitor(key: str) -> dict[str, Any]:
    return {"viewer": Viewer.nobody(), "voter_key": key}


def opening_of(discussion: Discussion) -> Comment:
    return Comment.objects.get(discussion=discussion, kind="opening")


def fresh(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def ready(client: Client) -> str:
    """What a script, or the page that asks once more, brings: the token."""
    token: str = client.get("/accounts/token/").json()["token"]
    return token


# --- who, and on what --------------------------------------------------------------------


def test_same_here_stands_at_a_question_and_a_story_and_helpful_at_what_answers() -> None:
    topic = make_topic(by=make_member("Asker")).discussion
    article = make_discussion()
    answer, story = make_comment(topic), make_comment(article)
    reply = make_comment(parent=story)
    charlie = of(make_member("Charlie"))
    for comment, kinds in (
        (opening_of(topic), {SAME}),
        (answer, {HELPFUL}),
        (story, {SAME, HELPFUL}),
        (reply, {HELPFUL}),
    ):
        for kind in (SAME, HELPFUL):
            if kind in kinds:
                assert mark(comment, kind, viewer=charlie)
            else:
                with pytest.raises(Refused):
                    mark(comment, kind, viewer=charlie)


def test_each_is_counted_once_for_a_member_and_can_be_taken_back() -> None:
    question = opening_of(make_topic(by=make_member("Asker")).discussion)
    client = signed_in(make_member("Charlie"))
    for _ in range(3):
        assert client.post(f"/c/{question.pk}/same/").status_code == 303
    assert fresh(question).same_count == 1
    page = client.get(question.discussion.url).content.decode()
    assert f'formaction="/c/{question.pk}/same/" name="undo" value="1" aria-pressed="true"' in page
    client.post(f"/c/{question.pk}/same/", {"undo": "1"})
    assert fresh(question).same_count == 0


def test_nobody_votes_on_their_own_words() -> None:
    gina, alice = make_guest(), make_member("Alice")
    for comment, viewer, key in (
        (make_comment(author=alice), of(alice), ""),
        (make_comment(guest=gina), Viewer(guest=gina), "key"),
    ):
        for kind in (HELPFUL, SAME):
            with pytest.raises(Refused):
                mark(comment, kind, viewer=viewer, voter_key=key)
    assert not Mark.objects.exists()


@pytest.mark.parametrize("make", [make_member, make_editor, make_moderator])
def test_every_role_votes_once_for_itself(make: Callable[[str], Any]) -> None:
    comment = make_comment()
    person = make("Dora")
    assert mark(comment, HELPFUL, viewer=of(person))
    assert not mark(comment, HELPFUL, viewer=of(person))
    assert mark(comment, HELPFUL, viewer=of(make("Emil")))
    assert fresh(comment).helpful_count == 2


def test_a_suspended_member_votes_nowhere() -> None:
    comment, dora = make_comment(), make_member("Dora")
    suspend(dora)
    with pytest.raises(Refused):
        mark(comment, SAME, viewer=of(dora))


def test_what_is_not_published_takes_no_votes() -> None:
    topic = make_topic().discussion
    comment = make_comment(topic)
    reply = make_comment(parent=comment)
    set_status(comment, Status.REMOVED, by=make_moderator(), reason="No.")
    with pytest.raises(Refused):
        mark(comment, HELPFUL, viewer=of(make_member("Charlie")))
    assert reply.pk
    page = Client().get(topic.url).content.decode()
    assert f"/c/{comment.pk}/helpful/" not in page
    assert f"/c/{reply.pk}/helpful/" in page


def test_visitors_find_nothing_on_a_board_that_is_not_theirs() -> None:
    staff = make_discussion(audience=make_audience(AudienceKind.STAFF))
    comment = make_comment(staff)
    assert Client().post(f"/c/{comment.pk}/helpful/").status_code == 404
    assert signed_in(make_member("Dora")).post(f"/c/{comment.pk}/helpful/").status_code == 404


# --- visitors ----------------------------------------------------------------------------


@pytest.fixture
def answer() -> Comment:
    return make_comment(make_topic().discussion)


def test_a_page_for_everybody_offers_the_vote_and_holds_no_token(answer: Comment) -> None:
    page = Client().get(answer.discussion.url)
    text = page.content.decode()
    assert f'form="act" formaction="/c/{answer.pk}/helpful/"' in text
    assert text.count('id="act"') == 1
    assert "csrfmiddlewaretoken" not in text
    assert not page.cookies


def test_without_a_token_nothing_is_counted_and_the_page_asks_once_more(answer: Comment) -> None:
    client = Client(enforce_csrf_checks=True)
    asked = client.post(f"/c/{answer.pk}/helpful/")
    assert asked.status_code == 403
    assert "Please send it again" in asked.content.decode()
    assert not Mark.objects.exists()
    assert "voter" not in asked.cookies
    token = client.cookies["csrftoken"].value
    sent = client.post(f"/c/{answer.pk}/helpful/", {"csrfmiddlewaretoken": token})
    assert sent.status_code == 303
    assert fresh(answer).helpful_count == 1


def test_a_visitor_s_vote_is_kept_as_a_hash_and_shown_on_the_next_page_alone(
    answer: Comment,
) -> None:
    client = Client()
    sent = client.post(f"/c/{answer.pk}/helpful/")
    key = sent.cookies["voter"].value
    row = Mark.objects.get()
    assert (row.by, row.visitor_hash) == (None, visitor_hash(key))
    assert key not in row.visitor_hash
    assert "no-store" in sent["Cache-Control"]
    after = client.get(sent["Location"])
    assert 'aria-pressed="true"' in after.content.decode()
    assert "no-store" in after["Cache-Control"]
    shared = client.get(answer.discussion.url)
    assert 'aria-pressed="true"' not in shared.content.decode()
    assert '<span class="count">1</span>' in shared.content.decode()


def test_a_visitor_votes_once_and_takes_it_back(answer: Comment) -> None:
    client = Client()
    for _ in range(3):
        client.post(f"/c/{answer.pk}/helpful/")
    assert fresh(answer).helpful_count == 1
    Client().post(f"/c/{answer.pk}/helpful/", {"undo": "1"})
    assert fresh(answer).helpful_count == 1
    client.post(f"/c/{answer.pk}/helpful/", {"undo": "1"})
    assert fresh(answer).helpful_count == 0


def test_two_presses_before_the_first_answer_are_one_vote(answer: Comment) -> None:
    first = Client(enforce_csrf_checks=True)
    token = ready(first)
    second = Client(enforce_csrf_checks=True)
    second.cookies["csrftoken"] = first.cookies["csrftoken"].value
    for client in (first, second):
        client.post(f"/c/{answer.pk}/helpful/", {"csrfmiddlewaretoken": token})
    assert fresh(answer).helpful_count == 1


def test_a_guest_votes_with_their_device_and_finds_the_vote_on_every_page(answer: Comment) -> None:
    key = device.new_key()
    make_guest(device_hash=device.hash_key(key))
    client = Client()
    client.cookies[device.COOKIE] = device_cookie(key)
    client.post(f"/c/{answer.pk}/helpful/")
    assert fresh(answer).helpful_count == 1
    assert 'aria-pressed="true"' in client.get(answer.discussion.url).content.decode()


def device_cookie(key: str) -> str:
    return signing.dumps([key, True], salt=device.SALT)


def test_a_network_has_so_many_votes_an_hour(answer: Comment, monkeypatch: Any) -> None:
    from forum.comments.views import comment as views

    monkeypatch.setattr(views, "VOTES_OF_ONE", (2, 3600))
    for _ in range(2):
        assert Client().post(f"/c/{answer.pk}/helpful/").status_code == 303
    late = Client().post(f"/c/{answer.pk}/helpful/")
    assert late.status_code == 429
    assert int(late["Retry-After"]) > 60
    assert "Nothing was changed" in late.content.decode()
    assert fresh(answer).helpful_count == 2
    assert signed_in(make_member("Dora")).post(f"/c/{answer.pk}/helpful/").status_code == 303


def test_the_owner_can_leave_votes_to_members(answer: Comment) -> None:
    site_settings.set_value("visitors_may_vote", False)
    mark(answer, HELPFUL, viewer=of(make_member("Dora")))
    page = Client().get(answer.discussion.url).content.decode()
    assert "/helpful/" not in page
    assert "1 person found this helpful" in page
    assert Client().post(f"/c/{answer.pk}/helpful/").status_code == 403


def test_visitors_neither_answer_for_the_asker_nor_review(answer: Comment) -> None:
    for verb in ("answer", "review"):
        assert Client().post(f"/c/{answer.pk}/{verb}/").status_code == 403


def test_a_vote_is_recorded_without_the_key(answer: Comment) -> None:
    mark(answer, HELPFUL, **visitor("secret"))
    event = Event.objects.filter(kind="comments.comment.marked").get()
    assert event.actor_id is None
    assert "secret" not in str(event.data)
    assert visitor_hash("secret") not in str(event.data)


# --- what the database holds -------------------------------------------------------------


def refuses(constraint: str, *columns: str, **fields: Any) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Mark.objects.create(**fields)
    message = str(refused.value)
    assert any(name in message for name in (constraint, *columns)), message


def test_the_database_takes_one_vote_of_a_visitor_and_one_of_a_member() -> None:
    comment, dora = make_comment(), make_member("Dora")
    for who, name, column in (
        ({"visitor_hash": "a"}, "mark_one_per_visitor", "visitor_hash"),
        ({"by": dora}, "mark_one_per_person", "by_id"),
    ):
        Mark.objects.create(comment=comment, kind=HELPFUL, **who)
        Mark.objects.create(comment=comment, kind=SAME, **who)
        refuses(name, column, comment=comment, kind=HELPFUL, **who)


def test_a_mark_is_a_member_s_or_a_visitor_s() -> None:
    comment, dora = make_comment(), make_member("Dora")
    refuses("mark_member_or_visitor", comment=comment, kind=HELPFUL)
    refuses("mark_member_or_visitor", comment=comment, kind=SAME, by=dora, visitor_hash="a")


def test_the_asker_and_the_team_are_people_with_accounts() -> None:
    comment = make_comment()
    for kind in (MarkKind.ASKER, MarkKind.REVIEWED):
        refuses("mark_visitors_vote_only", comment=comment, kind=kind, visitor_hash="a")


# --- many at once ------------------------------------------------------------------------


def _vote(comment: Comment, **who: Any) -> Callable[[], object]:
    return lambda: mark(fresh(comment), HELPFUL, **who)


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_fifty_people_at_once_are_fifty_votes_and_one_person_fifty_times_is_one() -> None:
    article = make_discussion()
    many, one, seen = make_comment(article), make_comment(article), make_comment(article)
    people = [make_member(f"Person {number}") for number in range(25)]
    dora = make_member("Dora")
    race(
        [_vote(many, viewer=of(who)) for who in people]
        + [_vote(many, **visitor(f"key {number}")) for number in range(25)]
    )
    race([lambda: mark(fresh(one), HELPFUL, viewer=of(dora)) for _ in range(50)])
    race([lambda: mark(fresh(seen), SAME, **visitor("one key")) for _ in range(50)])
    article.refresh_from_db()
    assert fresh(many).helpful_count == 50
    assert fresh(one).helpful_count == 1
    assert fresh(seen).same_count == 1
    assert article.vote_count == 51
    assert Mark.objects.count() == 52
    assert not recount(article)


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_setting_and_taking_back_at_once_leave_the_count_of_the_rows() -> None:
    comment, dora = make_comment(), make_member("Dora")
    race(
        [
            (lambda: mark(fresh(comment), HELPFUL, viewer=of(dora)))
            if number % 2
            else (lambda: unmark(fresh(comment), HELPFUL, viewer=of(dora)))
            for number in range(20)
        ]
    )
    assert fresh(comment).helpful_count == Mark.objects.count()
    assert Discussion.objects.get().vote_count == Mark.objects.count()


# --- the order ---------------------------------------------------------------------------

VOTES = st.integers(0, 2000)


@given(VOTES, VOTES, VOTES)
def test_more_votes_rank_higher_and_more_votes_elsewhere_lower(a: int, b: int, more: int) -> None:
    assert rank(a + 1 + more, a + 1 + more + b) > rank(a, a + 1 + more + b)
    if a:
        assert rank(a, a + b) > rank(a, a + b + 1 + more)
    assert 0 <= rank(a, a + b) < 1


@given(VOTES, VOTES)
def test_the_team_s_word_stands_before_the_asker_s_and_both_before_any_votes(
    a: int, b: int
) -> None:
    asker, team = {MarkKind.ASKER.value}, {MarkKind.REVIEWED.value}
    assert rank(a, a) < rank(0, b, asker) <= rank(b, b, asker) < rank(0, a, team)
    assert rank(b, b, team) < rank(0, a, asker | team)


def test_one_vote_of_one_is_not_more_than_many_of_many() -> None:
    assert rank(1, 1) < rank(10, 40)


def test_a_later_comment_can_overtake_an_older_one_with_more_votes() -> None:
    """The old one had the readers to itself; of those who saw both, most chose the new one."""
    article = make_discussion()
    old = write(article, make_moderator("Olga"), "I was first.")
    other = write(article, make_moderator("Otto"), "I was there too.")
    for number in range(40):
        mark(old if number % 4 == 0 else other, HELPFUL, **visitor(f"early {number}"))
    late = write(article, make_moderator("Lena"), "I came late.")
    assert fresh(late).votes_before == 40
    for number in range(9):
        mark(late, HELPFUL, **visitor(f"late {number}"))
    assert fresh(late).helpful_count < fresh(old).helpful_count
    article.refresh_from_db()
    settle(article.pk)
    assert fresh(late).helpful_rank > fresh(old).helpful_rank


def test_votes_settle_the_ranks_of_the_others_in_a_job() -> None:
    article = make_discussion()
    one, other = make_comment(article), make_comment(article)
    mark(one, HELPFUL, **visitor("a"))
    alone = fresh(one).helpful_rank
    for number in range(30):
        mark(other, HELPFUL, **visitor(f"b {number}"))
    assert fresh(one).helpful_rank < alone
    before = [fresh(one).helpful_rank, fresh(other).helpful_rank]
    settle(article.pk)
    for was, comment in zip(before, (one, other), strict=True):
        assert was == pytest.approx(fresh(comment).helpful_rank, rel=0.25)


@pytest.mark.usefixtures("queue")
def test_a_job_comes_when_the_votes_have_grown_by_a_tenth() -> None:
    from django_tasks_db.models import DBTaskResult

    article = make_discussion()
    comment = make_comment(article)
    for number in range(60):
        mark(comment, HELPFUL, **visitor(f"b {number}"))
    jobs = DBTaskResult.objects.filter(task_path__endswith="settle_ranks").count()
    assert 20 <= jobs < 45


def test_settled_ranks_are_those_that_recount_makes() -> None:
    article = make_discussion()
    people = [make_member(f"Person {number}") for number in range(6)]
    roots: list[Comment] = []
    for number in range(8):
        roots.append(write(article, make_moderator(f"Writer {number}"), f"Thought {number}."))
        for person in people[: number % 5]:
            mark(roots[(number * 3) % len(roots)], HELPFUL, viewer=of(person))
    mark(roots[2], MarkKind.REVIEWED, viewer=of(make_moderator()))
    settle(article.pk)
    ranks = {root.pk: fresh(root).helpful_rank for root in roots}
    assert not recount(article)
    assert {root.pk: fresh(root).helpful_rank for root in roots} == pytest.approx(ranks)
    assert max(ranks, key=lambda pk: ranks[pk]) == roots[2].pk


def test_recount_makes_votes_right_again() -> None:
    article = make_discussion()
    comment = make_comment(article)
    mark(comment, HELPFUL, **visitor("a"))
    mark(comment, SAME, **visitor("a"))
    right = fresh(comment)
    Comment.objects.update(helpful_count=9, same_count=9, helpful_rank=9)
    Discussion.objects.update(vote_count=9)
    assert recount(article)
    again = fresh(comment)
    assert (again.helpful_count, again.same_count) == (1, 1)
    assert again.helpful_rank == right.helpful_rank
    article.refresh_from_db()
    assert article.vote_count == 1


def helpful_page(discussion: Discussion) -> list[str]:
    discussion.refresh_from_db()
    roots, _next = tree.roots_from(discussion, "helpful", None, Viewer.nobody())
    return [root.body_html for root in tree.with_fresh(discussion, roots, Viewer.nobody())]


def make_voted(count: int, *, age: timedelta = timedelta(days=30)) -> Discussion:
    article = make_discussion()
    for number in range(count):
        root = make_comment(article, body=f"Old {number}", at=timezone.now() - age)
        for voter_number in range(count - number):
            mark(root, HELPFUL, **visitor(f"{number}-{voter_number}"))
    return article


def test_the_newest_root_without_votes_stands_third_for_a_week() -> None:
    article = make_voted(5)
    make_comment(article, body="New", at=timezone.now() - timedelta(days=6))
    assert [html[3:-4] for html in helpful_page(article)] == [
        "Old 0", "Old 1", "New", "Old 2", "Old 3", "Old 4",
    ]  # fmt: skip
    Comment.objects.filter(body_source="New").update(created_at=timezone.now() - timedelta(days=8))
    assert helpful_page(article)[-1] == "<p>New</p>"


def test_the_newest_root_comes_from_behind_the_first_page() -> None:
    article = make_voted(22)
    make_comment(article, body="New")
    page = helpful_page(article)
    assert len(page) == 21
    assert page[2] == "<p>New</p>"


def test_a_root_that_was_voted_on_or_removed_takes_no_fresh_place() -> None:
    article = make_voted(4)
    voted = make_comment(article, body="Voted")
    mark(voted, HELPFUL, **visitor("x"))
    removed = make_comment(article, body="Removed")
    make_comment(parent=removed, body="Reply")
    set_status(removed, Status.REMOVED, by=make_moderator(), reason="No.")
    page = helpful_page(article)
    assert page[2] == "<p>Old 2</p>"
    assert page[-1] == "<p>Removed</p>"


def test_keys_of_one_visitor_are_not_joined_across_things() -> None:
    from articles.services.rate import hash_key

    assert hash_key("a") != visitor_hash("a") != voter.hash_key("other", "a")


def test_what_a_voter_is_shown_is_kept_for_nobody(answer: Comment, settings: Any) -> None:
    settings.PAGE_CACHE = True
    url = answer.discussion.url
    Client().get(url)
    voter_of_it = Client()
    sent = voter_of_it.post(f"/c/{answer.pk}/helpful/")
    assert 'aria-pressed="true"' in voter_of_it.get(sent["Location"]).content.decode()
    for address in (url, sent["Location"]):
        assert 'aria-pressed="true"' not in Client().get(address).content.decode()
