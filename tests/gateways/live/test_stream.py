"""What open streams are told, whom they are told to, and that it costs one read for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from forum.comments.models import AudienceKind, Discussion
from forum.comments.services import discussions
from forum.moderation.services.decide import decide
from forum.notifications.kinds import RELEASED
from forum.notifications.services.notify import notify
from foundation.branding import settings
from foundation.pagecache import versions
from gateways.live import hub, stream
from gateways.live.watchers import Lookout, Person, Watcher
from tests.factories import make_audience, make_discussion, make_member, make_moderator, write
from tests.factories_moderation import make_held, make_known
from tests.factories_topics import make_topic
from tests.gateways.live.listener import Server, serving, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """People are looked at in every third look, and nobody has to pause between two texts."""
    monkeypatch.setattr(hub, "ROUND", 3)
    for key in ("reply_wait_seconds", "topic_wait_seconds"):
        settings.set_value(key, 0)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, quick: None) -> Iterator[Server]:
    with serving(monkeypatch) as server:
        yield server


@pytest.fixture
def charlie() -> User:
    return make_known("Charlie")


@pytest.fixture
def topic(charlie: User) -> Discussion:
    return make_topic("How do you plan a day?", by=charlie).discussion


def address(discussion: Discussion, since: int | None = None) -> str:
    discussion.refresh_from_db()
    since = discussion.last_number if since is None else since
    return f"/live/stream/{discussion.pk}/?since={since}"


def test_a_stranger_hears_of_each_new_reply_and_how_many_there_are(
    server: Server, topic: Discussion, charlie: User
) -> None:
    page = server.open(address(topic))
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/event-stream")
    assert page.headers["cache-control"] == "private, no-store"
    assert page.headers["x-accel-buffering"] == "no"
    since = topic.last_number
    assert page.hear() == {"new": 0, "arrival": since}
    first = write(topic, charlie)
    assert page.hear() == {"new": 1, "arrival": first.number}
    second = write(topic, charlie, "And another.")
    assert page.hear() == {"new": 2, "arrival": second.number}
    other = make_topic("Elsewhere", by=charlie).discussion
    write(other, charlie, "Not here.")
    server.look()
    assert page.is_silent()


def test_the_first_words_come_at_once_so_that_a_page_knows_the_stream_delivers(
    server: Server, topic: Discussion
) -> None:
    words = server.open(address(topic)).text()
    pause = int(words.partition("retry: ")[2].split()[0])
    assert stream.BACK_AFTER_MS[0] <= pause <= stream.BACK_AFTER_MS[1]
    assert "event: beat\ndata:\n\n" in words


def test_a_stream_beats_while_nothing_happens(
    server: Server, topic: Discussion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "BEAT_SECONDS", 0.05)
    page = server.open(address(topic))
    page.hear()
    assert [page.text(), page.text()] == ["event: beat\ndata:\n\n"] * 2


def test_what_came_between_the_page_and_the_stream_is_told_at_once(
    server: Server, topic: Discussion, charlie: User
) -> None:
    path = address(topic)
    write(topic, charlie)
    assert server.open(path).hear()["new"] == 1


def test_whoever_comes_back_is_not_told_the_same_twice(
    server: Server, topic: Discussion, charlie: User
) -> None:
    path = address(topic)
    last = write(topic, charlie)
    again = server.open(path, last_event_id=f"1.{last.number}.None")
    again.text()
    server.look()
    assert again.is_silent()
    write(topic, charlie, "And another.")
    assert again.hear()["new"] == 2


def test_nobody_hears_of_their_own_words(server: Server, topic: Discussion, charlie: User) -> None:
    adele = make_known("Adele")
    hers, his = server.open(address(topic), adele), server.open(address(topic), charlie)
    hers.hear()
    his.hear()
    write(topic, adele)
    assert his.hear()["new"] == 1
    server.look()
    assert hers.is_silent()


def test_a_member_hears_of_notices(server: Server, topic: Discussion, charlie: User) -> None:
    page = server.open(address(topic), charlie)
    assert page.hear()["unread"] == 0
    notify(charlie, RELEASED, key="once")
    assert page.hear()["unread"] == 1


def test_what_waits_is_told_to_nobody_until_it_is_approved(
    server: Server, topic: Discussion
) -> None:
    page = server.open(address(topic))
    page.hear()
    held = make_held(topic, author=make_member("Nora"))
    server.look()
    assert page.is_silent()
    decide(held, "approve", by=make_moderator())
    held.refresh_from_db()
    assert page.hear() == {"new": 1, "arrival": held.late_no}
    decide(held, "remove", by=make_moderator("Berta"), reason_code="other", reason_text="Be kind.")
    assert page.hear()["new"] == 0


def test_who_may_not_see_a_discussion_gets_no_stream(server: Server, charlie: User) -> None:
    members = make_discussion(audience=make_audience(AudienceKind.MEMBERS))
    staff = make_discussion(audience=make_audience(AudienceKind.STAFF))
    assert server.open(address(members)).status == 404
    assert server.open(address(members), charlie).status == 200
    assert server.open(address(staff), charlie).status == 404
    assert server.open(address(staff), make_moderator()).status == 200
    assert server.open("/live/stream/99999/?since=0").status == 404


def test_a_board_that_is_closed_ends_the_streams_of_those_outside(
    server: Server, topic: Discussion, charlie: User
) -> None:
    stranger, inside = server.open(address(topic)), server.open(address(topic), make_known("Adele"))
    inside.hear()
    topic.audience.kind = AudienceKind.MEMBERS
    topic.audience.save()
    versions.bump(versions.SITE)
    assert stranger.is_over()
    write(topic, charlie)
    assert inside.hear()["new"] == 1


def test_a_hidden_discussion_ends_the_streams(server: Server, topic: Discussion) -> None:
    page = server.open(address(topic))
    discussions.hide(topic, by=make_moderator(), reason="Not now.")
    assert page.is_over()


@pytest.mark.parametrize("how", ["signed out", "shut out", "new password", "no staff any more"])
def test_who_is_not_who_they_were_hears_no_more(server: Server, how: str) -> None:
    staff = make_discussion(audience=make_audience(AudienceKind.STAFF))
    bob = make_moderator()
    page = server.open(address(staff), bob)
    page.hear()
    if how == "signed out":
        Session.objects.filter(session_key=page.session).delete()
    elif how == "shut out":
        User.objects.filter(pk=bob.pk).update(is_active=False)
    elif how == "new password":
        bob.set_password("another horse")
        bob.save()
    else:
        User.objects.filter(pk=bob.pk).update(role=Role.MEMBER)
    assert page.is_over()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
    ],
)
def test_a_page_of_another_site_gets_nothing(
    server: Server, topic: Discussion, charlie: User, headers: dict[str, str]
) -> None:
    page = server.open(address(topic), charlie, **headers)
    assert (page.status, page.text()) == (403, "")
    assert not [name for name in page.headers if name.startswith("access-control")]


def test_bad_requests_are_refused(server: Server, topic: Discussion) -> None:
    assert server.open(address(topic), host="evil.example").status == 400
    assert server.open(address(topic), method="POST").status == 405
    assert server.open(f"/live/stream/{topic.pk}/?since=²").hear()["new"] == 0
    assert server.open("/somewhere/else/").status == 418


def test_one_network_may_hold_so_many_streams_and_no_more(
    server: Server, topic: Discussion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_OF_A_BLOCK", 2)
    path = address(topic)
    held = [server.open(path, address="203.0.113.9") for _ in range(2)]
    assert server.open(path, address="203.0.113.77").status == 429
    assert server.open(path, address="198.51.100.4").status == 200
    held[0].leave()
    assert server.open(path, address="203.0.113.77").status == 200
    monkeypatch.setattr(hub, "MOST_STREAMS", 3)
    assert server.open(path, address="192.0.2.1").status == 429


def test_who_leaves_is_forgotten(server: Server, topic: Discussion) -> None:
    pages = [server.open(address(topic)) for _ in range(3)]
    assert len(server.hub) == 3
    for page in pages:
        page.leave()
    assert len(server.hub) == 0
    assert not server.hub._by_discussion


def test_a_server_that_stops_ends_its_streams_and_takes_no_new_ones(
    server: Server, topic: Discussion
) -> None:
    page = server.open(address(topic))
    server.is_serving = False
    assert page.is_over()
    assert server.open(address(topic)).status == 429


def test_a_database_that_fails_for_a_moment_ends_no_stream(
    server: Server, topic: Discussion, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = server.open(address(topic))
    page.hear()
    with monkeypatch.context() as broken:
        failed: list[int] = []

        def fail() -> None:
            failed.append(1)
            raise RuntimeError("gone")

        broken.setattr(versions, "read", fail)
        write(topic, charlie)
        wait_until(lambda: len(failed) > 2)
    assert page.hear()["new"] == 1


def crowd(count: int, discussion: Discussion, user: User | None = None) -> tuple[Watcher, ...]:
    person = Person() if user is None else Person(user_id=user.pk, session_key="x")
    return tuple(Watcher(discussion.pk, discussion.last_number, person) for _ in range(count))


def test_a_look_is_one_read_however_many_listen(topic: Discussion, charlie: User) -> None:
    lookout = Lookout()
    pages = {topic.pk: crowd(1200, topic)}
    lookout.look(pages, at_everybody=False)
    with CaptureQueriesContext(connection) as made:
        assert lookout.look(pages, at_everybody=False) == {}
    assert len(made) == 1
    write(topic, charlie)
    counts = []
    for number in (3, 1200):
        write(topic, charlie, f"Once more, to {number}.")
        with CaptureQueriesContext(connection) as made:
            found = lookout.look({topic.pk: crowd(number, topic)}, at_everybody=False)
        assert len(found) == number
        counts.append(len(made))
    assert counts[0] == counts[1] <= 6


def test_a_neighbour_s_news_is_no_event(topic: Discussion, charlie: User) -> None:
    """Two discussions may share a counter: the count is looked at and has not changed."""
    lookout = Lookout()
    [watcher] = crowd(1, topic)
    lookout.look({topic.pk: [watcher]}, at_everybody=False)
    versions.bump(versions.one_of("discussion", topic.pk))
    found: Any = lookout.look({topic.pk: [watcher]}, at_everybody=False)
    assert found[watcher].new == 0
