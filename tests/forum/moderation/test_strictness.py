"""Who waits where, for how long, and who said so."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.comments.gate import Draft
from forum.comments.refusal import Refused
from forum.moderation import pipeline
from forum.moderation.models import Strictness
from forum.moderation.services.strictness import end, let_wait
from forum.moderation.strictness import who_waits_in
from foundation.branding import settings
from tests.factories import make_discussion, make_guest, make_member, make_moderator
from tests.factories_articles import make_article, make_series
from tests.factories_moderation import draft, make_known, signed_in
from tests.factories_topics import make_board, make_topic

pytestmark = pytest.mark.django_db
WHO = ("guest_always", "first_comments", "everybody")


def held_by(asked: Draft) -> list[str]:
    rules = pipeline.registered()
    return [rule for rule in WHO if rules[rule].ask(asked) is not None]


@pytest.mark.parametrize(
    ("who", "guest", "new", "known"),
    [
        ("nobody", [], [], []),
        ("guests", ["guest_always"], [], []),
        ("newcomers", ["guest_always"], ["first_comments"], []),
        ("everybody", ["guest_always"], ["first_comments", "everybody"], ["everybody"]),
    ],
)
def test_who_waits_is_one_of_four(
    who: str, guest: list[str], new: list[str], known: list[str]
) -> None:
    let_wait("", who, by=make_moderator())
    assert held_by(draft(guest=make_guest())) == guest
    assert held_by(draft(by=make_member("Nora"))) == new
    assert held_by(draft(by=make_known())) == known


def test_where_nothing_is_said_guests_and_new_members_wait_and_no_table_is_asked() -> None:
    place = make_discussion()
    settings.get("member_links")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert who_waits_in(place) == "newcomers"
    assert len(asked) == 0


def test_the_most_particular_place_counts() -> None:
    bob, board = make_moderator(), make_board("Tea room")
    inside = make_topic("A warm day", board=board).discussion
    calm = make_topic("Another warm day", board=board).discussion
    let_wait("", "guests", by=bob)
    let_wait(f"board-{board.pk}", "everybody", by=bob)
    let_wait(f"discussion-{calm.pk}", "nobody", by=bob)
    assert who_waits_in(inside) == "everybody"
    assert who_waits_in(calm) == "nobody"
    assert who_waits_in(make_discussion()) == "guests"


def test_a_series_is_a_place_too() -> None:
    series = make_series()
    article = make_article("Heat", series=series)
    let_wait(f"series-{series.pk}", "everybody", by=make_moderator())
    assert article.discussion
    assert who_waits_in(article.discussion) == "everybody"
    assert who_waits_in(make_discussion()) == "newcomers"


def test_what_is_said_anew_ends_what_was_said_before_and_says_who() -> None:
    bob = make_moderator()
    first = let_wait("", "everybody", by=bob, hours=2, reason="A heated evening")
    assert first.ends_at is not None
    assert first.ends_at - first.starts_at == timedelta(hours=2)
    second = let_wait("", "guests", by=bob)
    first.refresh_from_db()
    assert (first.ended_by, second.ended_at) == (bob, None)
    assert end(second, by=bob)
    assert not end(second, by=bob)
    assert who_waits_in(make_discussion()) == "newcomers"


def test_what_is_over_is_not_in_force_though_the_row_was_read_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = make_discussion()
    let_wait("", "everybody", by=make_moderator(), hours=2)
    assert who_waits_in(place) == "everybody"
    later = timezone.now() + timedelta(hours=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert who_waits_in(place) == "newcomers"


@pytest.mark.parametrize(
    ("place", "who", "field"),
    [("", "somebody", "who"), ("board-999", "guests", "place"), ("moon-1", "guests", "place"),
     ("discussion-999", "guests", "place"), ("x", "guests", "place")],
)  # fmt: skip
def test_a_place_or_a_choice_that_is_none_is_refused(place: str, who: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        let_wait(place, who, by=make_moderator())
    assert field in refused.value.error_dict


def test_only_moderators_say_who_waits() -> None:
    with pytest.raises(Refused):
        let_wait("", "nobody", by=make_member())
    row = let_wait("", "everybody", by=make_moderator())
    with pytest.raises(Refused):
        end(row, by=make_member("Mallory"))


def test_moderators_set_and_end_it_on_a_page() -> None:
    client, place = signed_in(make_moderator()), make_discussion("Heat and fatigue")
    address = f"/moderation/who-waits/?discussion={place.pk}"
    assert "Heat and fatigue" in client.get(address).content.decode()
    fields = {"place": f"discussion-{place.pk}", "who": "everybody", "hours": "24"}
    assert client.post(address, fields | {"who": "x"}).status_code == 422
    assert client.post(address, fields).status_code == 303
    row = Strictness.objects.get()
    assert row.ends_at is not None
    page = client.get("/moderation/who-waits/").content.decode()
    assert "Heat and fatigue" in page
    assert client.post(f"/moderation/who-waits/{row.pk}/end/").status_code == 303
    assert not Strictness.objects.in_force().exists()
    assert signed_in(make_member()).get("/moderation/who-waits/").status_code == 403


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"who": "somebody"}, "strictness_who_known"),
        ({"who": "guests", "ends_at": timezone.now() - timedelta(days=2)}, "strictness_ends_later"),
    ],
)
def test_the_database_knows_who_and_when(fields: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Strictness.objects.create(**fields)


def test_one_thing_is_said_of_one_place() -> None:
    let_wait("", "guests", by=make_moderator())
    with pytest.raises(IntegrityError), transaction.atomic():
        Strictness.objects.create(place="", who="nobody")
