"""What an open page is told when it asks: numbers, to whoever may see the discussion."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.services import device
from forum.comments.models import AudienceKind, Comment, Discussion
from forum.comments.services import discussions
from forum.moderation.services.decide import decide
from forum.notifications.kinds import RELEASED
from forum.notifications.services.notify import notify
from foundation.limits.memory import Allowance
from gateways.live import door
from tests.factories import (
    make_audience,
    make_comment,
    make_discussion,
    make_guest,
    make_member,
    make_moderator,
)
from tests.factories_moderation import make_held, make_known
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db


def ask(discussion: Discussion, since: Any, client: Client | None = None, **headers: str) -> Any:
    path = f"/live/{discussion.pk}/?since={since}"
    return (client or Client()).get(path, headers=headers)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def topic() -> Discussion:
    """Somebody has it open who has seen its one answer."""
    topic = make_topic("How do you plan a day?").discussion
    make_comment(topic)
    topic.refresh_from_db()
    return topic


def test_a_stranger_hears_how_many_are_new_and_which_is_the_last(topic: Discussion) -> None:
    since = topic.last_number
    assert ask(topic, since).json() == {"new": 0, "arrival": since}
    make_comment(topic)
    last = make_comment(topic)
    assert ask(topic, since).json() == {"new": 2, "arrival": last.number}
    assert ask(topic, last.number).json() == {"new": 0, "arrival": last.number}


def test_the_opening_of_a_topic_is_no_reply(topic: Discussion) -> None:
    assert ask(topic, 0).json()["new"] == 1


def test_nobody_is_told_of_their_own_words(topic: Discussion) -> None:
    alice, charlie = make_known("Adele"), make_known("Charlie")
    gina = make_guest(device_hash=device.hash_key("of gina"))
    since = topic.last_number
    make_comment(topic, author=alice)
    make_comment(topic, guest=gina)
    assert ask(topic, since, signed_in(alice)).json()["new"] == 1
    assert ask(topic, since, signed_in(charlie)).json()["new"] == 2
    guest = Client()
    guest.cookies["guest"] = signing.dumps(["of gina", True], salt=device.SALT)
    assert ask(topic, since, guest).json() == {"new": 1, "arrival": since + 1}


def test_what_waits_for_a_moderator_shows_in_no_number(topic: Discussion) -> None:
    since = topic.last_number
    before = ask(topic, since)
    held = make_held(topic, author=make_member("Nora"))
    after = ask(topic, since, if_none_match=before.headers["ETag"])
    assert after.status_code == HTTPStatus.NOT_MODIFIED
    held.refresh_from_db()
    decide(held, "approve", by=make_moderator())
    held.refresh_from_db()
    assert ask(topic, since).json() == {"new": 1, "arrival": held.late_no}


def test_what_was_removed_is_not_counted_any_more(topic: Discussion) -> None:
    since = topic.last_number
    comment = make_comment(topic)
    Comment.objects.filter(pk=comment.pk).update(status="removed", shown=False)
    assert ask(topic, since).json()["new"] == 0


def test_nothing_changed_is_an_answer_without_a_body(topic: Discussion) -> None:
    since = topic.last_number
    first = ask(topic, since)
    etag = first.headers["ETag"]
    again = ask(topic, since, if_none_match=etag)
    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    make_comment(topic)
    assert ask(topic, since, if_none_match=etag).status_code == HTTPStatus.OK


def test_a_stranger_s_question_costs_one_statement_and_no_session(topic: Discussion) -> None:
    ask(topic, topic.last_number)
    with CaptureQueriesContext(connection) as made:
        answer = ask(topic, topic.last_number)
    assert len(made) == 1
    assert "Cookie" not in answer.headers.get("Vary", "")
    make_comment(topic)
    with CaptureQueriesContext(connection) as made:
        ask(topic, topic.last_number - 1)
    assert len(made) == 2


def test_a_member_s_question_costs_two_statements_more(topic: Discussion) -> None:
    client = signed_in(make_known("Adele"))
    ask(topic, topic.last_number, client)
    with CaptureQueriesContext(connection) as made:
        answer = ask(topic, topic.last_number, client)
    assert len(made) == 3
    assert "private" in answer.headers["Cache-Control"]


def test_a_member_hears_how_many_notices_are_unread(topic: Discussion) -> None:
    alice = make_known("Adele")
    client = signed_in(alice)
    first = ask(topic, topic.last_number, client)
    assert first.json()["unread"] == 0
    notify(alice, RELEASED, key="once")
    again = ask(topic, topic.last_number, client, if_none_match=first.headers["ETag"])
    assert again.json()["unread"] == 1


@pytest.mark.parametrize("path", ["/live/{}/?since=0", "/live/{}/show/?since=0"])
def test_who_may_not_see_it_hears_nothing(path: str) -> None:
    members = make_discussion(audience=make_audience(AudienceKind.MEMBERS))
    staff = make_discussion(audience=make_audience(AudienceKind.STAFF))
    hidden = make_discussion()
    for discussion in (members, staff, hidden):
        make_comment(discussion)
    discussions.hide(hidden, by=make_moderator(), reason="Not now.")
    member, bob = signed_in(make_known("Charlie")), signed_in(make_moderator("Berta"))
    for discussion, who, seen in (
        (members, Client(), False),
        (members, member, True),
        (staff, member, False),
        (staff, bob, True),
        (hidden, Client(), False),
        (hidden, member, False),
    ):
        status = who.get(path.format(discussion.pk)).status_code
        assert (status in (200, 302)) is seen, (discussion, status)
        assert seen or status == HTTPStatus.NOT_FOUND


def test_a_closed_audience_counts_from_the_next_question_on(topic: Discussion) -> None:
    assert ask(topic, 0).status_code == HTTPStatus.OK
    topic.audience.kind = AudienceKind.STAFF
    topic.audience.save()
    assert ask(topic, 0).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_a_page_of_another_site_gets_nothing(topic: Discussion, headers: dict[str, str]) -> None:
    answer = ask(topic, 0, None, **headers)
    assert (answer.status_code, answer.content) == (HTTPStatus.FORBIDDEN, b"")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_page_of_this_site_says_so_and_is_answered(topic: Discussion) -> None:
    own = {"origin": "http://testserver", "sec_fetch_site": "same-origin"}
    assert ask(topic, 0, None, **own).status_code == HTTPStatus.OK


@pytest.mark.parametrize("since", ["", "x", "-1", "²", "9" * 40])
def test_a_number_that_is_none_counts_from_the_start(topic: Discussion, since: str) -> None:
    assert ask(topic, since).json()["new"] == 1


def test_of_very_many_only_the_latest_are_counted(topic: Discussion) -> None:
    author = make_known("Charlie")
    for _ in range(3):
        make_comment(topic, author=author)
    Discussion.objects.filter(pk=topic.pk).update(last_number=102)
    assert ask(topic, 0).json()["new"] == 3  # from number 3 on


def test_too_many_questions_from_one_network_wait(
    topic: Discussion, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.WORKERS = 1
    monkeypatch.setattr(door, "_asked", Allowance())
    monkeypatch.setattr(door, "ASKED_A_MINUTE", 2)
    path = f"/live/{topic.pk}/?since=0"
    statuses = [Client().get(path, REMOTE_ADDR="203.0.113.9").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert Client().get(path, REMOTE_ADDR="198.51.100.4").status_code == HTTPStatus.OK


def test_only_reading_is_possible(topic: Discussion) -> None:
    for path in (f"/live/{topic.pk}/", f"/live/{topic.pk}/show/", f"/live/stream/{topic.pk}/"):
        assert Client().post(path).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_the_way_leads_to_the_first_new_reply_wherever_it_stands(topic: Discussion) -> None:
    alice = make_known("Adele")
    since = topic.last_number
    make_comment(topic, author=alice, body="My own.")
    first = make_comment(topic, body="Of somebody else.")
    make_comment(topic, body="And later.")
    answer = signed_in(alice).get(f"/live/{topic.pk}/show/?since={since}")
    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"].endswith(f"#c-{first.pk}")
    nothing = Client().get(f"/live/{topic.pk}/show/?since=99")
    assert nothing.headers["Location"] == f"{topic.url}#comments"


def test_a_server_that_answers_one_by_one_has_no_streams(topic: Discussion) -> None:
    """204 tells a browser not to try again."""
    answer = Client().get(f"/live/stream/{topic.pk}/?since=0")
    assert (answer.status_code, answer.content) == (HTTPStatus.NO_CONTENT, b"")


def test_a_page_carries_the_line_unless_it_is_switched_off(
    topic: Discussion, settings: Any
) -> None:
    text = Client().get(topic.url).content.decode()
    assert f'data-address="/live/{topic.pk}/"' in text
    assert 'data-live="poll" data-every="60"' in text
    settings.LIVE = "off"
    assert "data-live=" not in Client().get(topic.url).content.decode()
