"""Slow mode: in one discussion everybody writes once in so many minutes, for some time."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.viewer import Viewer
from forum.comments.models import Comment, Discussion, Slowdown
from forum.comments.refusal import Refused
from forum.comments.services.post import post
from forum.moderation.models import Decision
from forum.moderation.services import discussions
from forum.moderation.services.undo import undo
from foundation.branding import settings
from tests.factories import make_guest, make_member, make_moderator
from tests.factories_moderation import make_known, signed_in
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db

WHY = "It is going too fast to read."


@pytest.fixture(autouse=True)
def _no_flood(db: None) -> None:
    for who in ("reply", "guest"):
        settings.set_value(f"{who}_wait_seconds", 0)


def slowed(minutes: int = 10) -> Discussion:
    discussion = make_topic().discussion
    discussions.slow(discussion, by=make_moderator(), minutes=minutes, hours=2, reason=WHY)
    return discussion


def write(discussion: Discussion, viewer: Viewer, body: str) -> Comment:
    return post(discussion, viewer=viewer, body=body).comment


def age(comment: Comment, **ago: int) -> None:
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(**ago))


def test_a_person_writes_once_and_is_told_how_many_seconds_are_left() -> None:
    discussion, charlie = slowed(), Viewer.for_user(make_known("Charlie"))
    age(write(discussion, charlie, "I rest at noon."), minutes=4)
    with pytest.raises(Refused) as refused:
        write(discussion, charlie, "And I drink a lot.")
    assert refused.value.code == "slow"
    assert "one comment in 10 minutes" in refused.value.sentence
    seconds = int(refused.value.sentence.split(" seconds")[0].rsplit(" ", 1)[1])
    assert 350 <= seconds <= 360
    write(discussion, Viewer.for_user(make_known("Dora")), "Somebody else goes on.")
    write(make_topic("Another").discussion, charlie, "Elsewhere it goes on at once.")


def test_it_is_over_for_a_person_after_the_minutes_and_for_all_at_its_end() -> None:
    discussion, charlie = slowed(), Viewer.for_user(make_known("Charlie"))
    age(write(discussion, charlie, "I rest at noon."), minutes=11)
    last = write(discussion, charlie, "And I drink a lot.")
    age(last, minutes=2)
    Slowdown.objects.update(at=timezone.now() - timedelta(hours=3), until=timezone.now())
    write(discussion, charlie, "It has ended.")


def test_nobody_waits_beyond_the_end() -> None:
    discussion, charlie = slowed(minutes=240), Viewer.for_user(make_known("Charlie"))
    Slowdown.objects.update(until=timezone.now() + timedelta(minutes=5))
    age(write(discussion, charlie, "I rest at noon."), minutes=1)
    with pytest.raises(Refused, match=r"in (299|300) seconds"):
        write(discussion, charlie, "And I drink a lot.")


def test_a_guest_is_slowed_down_too_and_the_team_is_not() -> None:
    discussion, bob = slowed(), Viewer.for_user(make_moderator())
    gina = Viewer(guest=make_guest())
    age(write(discussion, gina, "I rest at noon."), minutes=1)
    with pytest.raises(Refused, match="seconds"):
        write(discussion, gina, "And I drink a lot.")
    for body in ("Please breathe.", "And drink."):
        age(write(discussion, bob, body), seconds=40)


def test_the_composer_says_it_before_and_keeps_what_was_typed() -> None:
    discussion, charlie = slowed(), make_known("Charlie")
    age(write(discussion, Viewer.for_user(charlie), "I rest at noon."), minutes=1)
    client = signed_in(charlie)
    page = client.get(discussion.url).content.decode()
    assert "one comment in 10 minutes" in page and WHY in page and "You can write again in" in page
    assert "You can write again in" not in Client().get(discussion.url).content.decode()
    assert WHY in Client().get(discussion.url).content.decode()
    body = "A long text that took me an hour to type."
    response = client.post(f"/d/{discussion.pk}/comment/", {"body": body})
    assert response.status_code == 422
    assert body in response.content.decode() and "seconds" in response.content.decode()


def test_posting_elsewhere_asks_nothing_of_it() -> None:
    discussion, charlie = make_topic().discussion, make_known("Charlie")
    with CaptureQueriesContext(connection) as asked:
        write(discussion, Viewer.for_user(charlie), "I rest at noon.")
    assert not [one for one in asked.captured_queries if "comments_slowdown" in one["sql"]]


def test_it_is_ended_replaced_and_taken_back() -> None:
    discussion, bob = slowed(), make_moderator()
    first = discussion.slowdown_id
    discussions.slow(discussion, by=bob, minutes=60, hours=2, reason=WHY)
    second = Decision.objects.latest("pk")
    discussions.unslow(discussion, by=bob)
    assert not discussions.unslow(discussion, by=bob)
    ended = Decision.objects.latest("pk")
    discussion.refresh_from_db()
    assert discussion.slowdown_id is None
    undo(ended, by=bob)
    undo(second, by=bob)
    discussion.refresh_from_db()
    assert discussion.slowdown_id == first and discussion.slowdown is not None
    assert (discussion.slowdown.minutes, discussion.slowdown.reason) == (10, WHY)


def test_who_may_do_it_and_what_it_needs() -> None:
    discussion, bob = make_topic().discussion, make_moderator()
    good: dict[str, Any] = {"minutes": 10, "hours": 2, "reason": WHY}
    for wrong in ({"minutes": 0}, {"hours": 0}, {"hours": 10_000}, {"reason": ""}):
        with pytest.raises(ValidationError):
            discussions.slow(discussion, by=bob, **(good | wrong))
    with pytest.raises(Refused):
        discussions.slow(discussion, by=make_member(), **good)
    client = signed_in(bob)
    panel = f"/moderation/discussions/{discussion.pk}/"
    assert client.post(f"{panel}slow/", good | {"reason": ""}).status_code == 422
    assert client.post(f"{panel}slow/", good).status_code == 303
    assert WHY in client.get(panel).content.decode()
    assert client.post(f"{panel}unslow/").status_code == 303


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"minutes": 0}, "within_a_day"),
        ({"minutes": 1441}, "within_a_day"),
        ({"until": timezone.now() - timedelta(days=2)}, "ends_later"),
        ({"reason": ""}, "says_why"),
    ],
)
def test_the_database_refuses_a_slow_mode_that_says_too_little(
    wrong: dict[str, Any], name: str
) -> None:
    fields = {"minutes": 5, "until": timezone.now() + timedelta(hours=1), "reason": WHY} | wrong
    discussion = make_topic().discussion
    with pytest.raises(IntegrityError, match=f"slowdown_{name}"), transaction.atomic():
        Slowdown.objects.create(discussion=discussion, **fields)
