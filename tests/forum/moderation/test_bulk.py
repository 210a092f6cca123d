"""Several decisions in one step: looked at first, each a row of its own, taken back together."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Comment, Status
from forum.comments.refusal import Refused
from forum.moderation import bulk
from forum.moderation.models import Batch, Case, Decision, Source
from forum.moderation.services import concerns
from forum.moderation.services.bulk import decide_all, undo_all
from forum.moderation.services.decide import decide
from forum.moderation.services.recount import recount
from foundation.branding import settings
from foundation.limits.network import Network
from tests.factories import (
    make_administrator,
    make_comment,
    make_editor,
    make_member,
    make_moderator,
)
from tests.factories_moderation import (
    case_of,
    make_held,
    make_held_by_guest,
    make_known,
    make_report,
    signed_in,
)

pytestmark = pytest.mark.django_db

OFFER = (
    "Our clinic in the hills has helped hundreds of people with cooling suits at half the usual "
    "price, write to us today and tell us where you live."
)


def stamps(*comments: Comment, seen: str = "held") -> list[tuple[int, str]]:
    return [(comment.pk, seen) for comment in comments]


def held(number: int) -> list[Comment]:
    return [make_held(author=make_member(f"Nora {n}"), body=f"Text {n}") for n in range(number)]


def status_of(comment: Comment) -> str:
    return str(Comment.objects.get(pk=comment.pk).status)


def test_the_preview_says_what_and_whom_and_changes_nothing() -> None:
    nora = make_member("Nora")
    settings.set_value("reply_wait_seconds", 0)
    ours = [make_held(author=nora, body=f"Text {n}") for n in range(2)]
    other = make_held(author=make_member("Dora"), body="Words <b>")
    query = "&".join(f"c={one.pk}" for one in (*ours, other))
    url = f"/moderation/several/?from=held&verb=reject&{query}"
    html = signed_in(make_moderator()).get(url).content.decode()
    for words in ("Do not publish 3 comments", "They are of 2 people.", "Nora: 2 comments",
                  "Words &lt;b&gt;", f'value="{other.pk}:held" checked'):  # fmt: skip
        assert words in html, words
    assert not Decision.objects.exists()


def test_one_press_decides_each_with_a_row_of_its_own() -> None:
    ours, bob = held(3), make_moderator()
    client = signed_in(bob)
    url = "/moderation/several/?from=held&verb=reject&all=1"
    sent: dict[str, Any] = {"c": [f"{one.pk}:held" for one in ours[:2]], "reason_code": "selling"}
    answer = client.post(url, sent)
    batch = Batch.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/moderation/batches/{batch.pk}/")
    assert [status_of(one) for one in ours] == ["rejected", "rejected", "held"]
    rows = Decision.objects.filter(batch=batch).order_by("id")
    assert [(row.comment, row.action, row.by, row.reason_code) for row in rows] == [
        (one, "reject", bob, "selling") for one in ours[:2]
    ]
    html = client.get(answer["Location"]).content.decode()
    assert "Decided: Do not publish 2 comments." in html
    assert "Take all of it back" in html
    assert f"/moderation/batches/{batch.pk}/undo/" in client.get("/moderation/").content.decode()


def test_what_is_missing_is_said_and_what_was_typed_stays() -> None:
    ours = held(2)
    client = signed_in(make_moderator())
    url = "/moderation/several/?from=held&verb=reject&all=1"
    sent: dict[str, Any] = {"c": [f"{ours[0].pk}:held"], "note": "A wave"}
    answer = client.post(url, sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Please choose a reason" in html
    assert "A wave" in html
    assert f'value="{ours[0].pk}:held" checked' in html
    assert f'value="{ours[1].pk}:held">' in html
    answer = client.post(url, {"reason_code": "selling"})
    assert answer.status_code == 422
    assert "Please tick at least one comment." in answer.content.decode()
    assert not Batch.objects.exists()


def test_a_whole_filter_is_looked_at_and_no_more_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    ours, client = held(3), signed_in(make_moderator())
    html = client.get("/moderation/several/?from=held&verb=spam&all=1").content.decode()
    assert "Mark 2 comments as spam" in html
    assert "more than fit" in html
    url = f"/moderation/several/?from=held%3Fperson%3D{ours[1].author.handle}&verb=spam&all=1"  # type: ignore[union-attr]
    html = client.get(url).content.decode()
    assert "Mark 1 comment as spam" in html
    done = decide_all(stamps(*ours), "spam", by=make_moderator("Ben"))
    assert done.decided == 2


def test_somebody_at_risk_is_never_decided_about_in_bulk() -> None:
    calm, worried = make_comment(author=make_known()), make_comment(author=make_known("Dora"))
    bob = make_moderator()
    for comment in (calm, worried):
        make_report(comment, by=make_member(f"Rita {comment.pk}"))
    concern = concerns.raise_concern(worried, source=Source.REPORT)
    assert concern is not None
    shown = bulk.preview(Viewer.for_user(bob), "remove", [calm.pk, worried.pk])
    assert [item.comment for item in shown.items] == [calm]
    assert "at risk" in shown.left_out[0].refusal
    Case.objects.filter(comment=worried).update(priority=0)  # the concern alone keeps it out
    done = decide_all(
        stamps(calm, worried, seen="published"), "remove", by=bob, reason_code="selling"
    )
    assert (done.decided, len(done.refused)) == (1, 1)
    assert [status_of(calm), status_of(worried)] == ["removed", "published"]
    [at_risk] = Case.objects.open()
    assert at_risk.comment == worried


def test_posts_of_the_team_and_ones_own_are_left_out() -> None:
    edith, bob = make_editor(), make_moderator()
    staff, own = make_comment(author=edith), make_comment(author=bob)
    done = decide_all(stamps(staff, own, seen="published"), "spam", by=bob)
    assert (done.batch, done.decided, len(done.refused)) == (None, 0, 2)
    assert not Batch.objects.exists()
    shown = bulk.preview(Viewer.for_user(make_administrator()), "spam", [staff.pk])
    assert "of the team" in shown.left_out[0].refusal


def test_what_stands_differently_by_now_is_left_as_it_is() -> None:
    ours, bob = held(2), make_moderator()
    decide(ours[0], "approve", by=make_moderator("Carol"))
    shown = bulk.preview(Viewer.for_user(bob), "reject", [one.pk for one in ours])
    assert "not what can be done" in shown.left_out[0].refusal
    done = decide_all(stamps(*ours), "reject", by=bob, reason_code="selling")
    assert (done.decided, done.late, done.refused) == (1, 1, [])
    assert status_of(ours[0]) == "published"


def test_all_of_a_batch_is_taken_back_together_or_one_by_one() -> None:
    ours, bob = held(3), make_moderator()
    done = decide_all(stamps(*ours), "spam", by=bob)
    assert done.batch is not None
    client = signed_in(bob)
    first = Decision.objects.filter(batch=done.batch).order_by("id")[0]
    client.post(f"/moderation/decisions/{first.pk}/undo/")
    decide(ours[1], "restore", by=make_moderator("Carol"))
    answer = client.post(f"/moderation/batches/{done.batch.pk}/undo/", follow=True)
    html = answer.content.decode()
    assert "1 decision is taken back." in html
    assert "1 left: Something else was decided since." in html
    assert "Take all of it back" in html  # what was decided since can be taken back first
    assert [status_of(one) for one in ours] == ["held", "published", "held"]
    assert recount(repair=False).is_clean


def test_taken_back_twice_changes_nothing() -> None:
    [one], bob = held(1), make_moderator()
    batch = decide_all(stamps(one), "spam", by=bob).batch
    assert batch is not None
    assert undo_all(batch, by=bob) == (1, [])
    assert undo_all(batch, by=bob) == (0, [])


def test_who_is_no_moderator_decides_nothing() -> None:
    [one] = held(1)
    for person in (make_member("Mary"), make_editor()):
        with pytest.raises(Refused):
            decide_all(stamps(one), "spam", by=person)
        assert signed_in(person).get("/moderation/several/?verb=spam").status_code == 403
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "verb=odd", "verb=restore", "verb=spam&all=1&from=odd", "verb=spam&like=0x1",
              "verb=spam&like=999999"],
)  # fmt: skip
def test_what_nobody_offers_is_not_found(query: str) -> None:
    assert signed_in(make_moderator()).get(f"/moderation/several/?{query}").status_code == 404


def test_odd_stamps_are_passed_over() -> None:
    client = signed_in(make_moderator())
    url = "/moderation/several/?verb=spam&c=x&c=&c=999999999999999999999&c=7:held"
    assert "Nothing to decide" in client.get(url).content.decode()
    assert client.post(url, {"c": ["x:held", "9" * 30]}).status_code == 422


def test_the_database_wants_to_know_what_a_batch_did() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.create(verb="")


def test_cards_can_be_ticked_where_it_makes_sense() -> None:
    held(1)
    client = signed_in(make_moderator())
    assert 'form="several"' in client.get("/moderation/queue/held/").content.decode()
    for tab in ("feedback", "risk", "done"):
        assert 'id="several"' not in client.get(f"/moderation/queue/{tab}/").content.decode()


def test_the_preview_costs_the_same_for_one_and_for_twenty() -> None:
    viewer = Viewer.for_user(make_moderator())
    ours = held(3)

    def cost(number: int) -> int:
        with CaptureQueriesContext(connection) as made:
            bulk.preview(viewer, "spam", [one.pk for one in ours[:number]])
        return len(made)

    assert cost(1) == cost(3)


# --- a wave -----------------------------------------------------------------------------------


def test_from_one_spam_the_same_text_is_found_whoever_sent_it() -> None:
    one, two = (
        make_held(author=make_member("Spam One"), body=OFFER),
        make_held_by_guest(name="Spam Two", body=OFFER.replace("hills", "vales")),
    )
    make_held(author=make_member("Nora"), body="I rest at noon in a cool and quiet room, "
              "and I keep a diary of the hottest days of the summer.")  # fmt: skip
    decide(one, "spam", by=make_moderator())
    shown = bulk.of_wave(Viewer.for_user(make_moderator("Ben")), "spam", one)
    [item] = shown.items
    assert (item.comment, item.why, item.is_ticked) == (two, ["Nearly the same text"], True)


def test_the_same_link_is_found_and_a_longer_name_is_another_site() -> None:
    one = make_held(author=make_member("Sam"), body="Look at https://pills.example/a")
    two = make_held(author=make_member("Tim"), body="See http://www.pills.example/b for more")
    guest = make_held_by_guest(name="Gus", body="How nice", website="https://www.pills.example/")
    make_held(author=make_member("Nora"), body="https://notpills.example.org is another")
    shown = bulk.of_wave(Viewer.for_user(make_moderator()), "spam", one)
    assert {item.comment for item in shown.items} == {one, two, guest}
    assert all(item.is_ticked for item in shown.items)


def test_who_shares_only_the_network_is_listed_and_not_ticked() -> None:
    near = Network("192.0.2.0/24", "a" * 64)
    one = make_held_by_guest(name="Sam", body="Buy now", network=near)
    two = make_held_by_guest(name="Gus", body="I rest at noon", network=near)
    make_held_by_guest(name="Tim", body="Far away", network=Network("198.51.100.0/24", "b" * 64))
    shown = bulk.of_wave(Viewer.for_user(make_moderator()), "spam", one)
    assert {item.comment: item.is_ticked for item in shown.items} == {one: True, two: False}
    assert shown.items[1].why == ["The same network"]


def test_who_was_welcome_here_before_is_not_taken_for_part_of_a_wave() -> None:
    olga = make_known("Olga")
    theirs = make_comment(author=olga, body="Has anybody tried https://pills.example/ yet?")
    one = make_held(author=make_member("Sam"), body="Look at https://pills.example/a")
    shown = bulk.of_wave(Viewer.for_user(make_moderator()), "spam", one)
    ticked = {item.comment: item.is_ticked for item in shown.items}
    assert ticked == {one: True, theirs: False}
    assert "Wrote here before" in " ".join(shown.items[1].why)


def test_what_is_older_than_a_week_or_gone_is_no_part_of_it() -> None:
    sam = make_member("Sam")
    one = make_held(author=sam, body="Buy now")
    make_comment(author=sam, at=timezone.now() - timedelta(days=8))
    make_comment(author=sam, status=Status.REMOVED)
    fresh = make_comment(author=sam)
    shown = bulk.of_wave(Viewer.for_user(make_moderator()), "spam", one)
    assert [item.comment for item in shown.items] == [one, fresh]


def test_a_wave_ends_in_the_same_preview_and_one_press(client_of_bob: tuple[User, Any]) -> None:
    bob, client = client_of_bob
    sam = make_member("Sam")
    one = make_held(author=sam, body="Buy now at https://pills.example/")
    make_comment(author=sam, body="Buy at https://pills.example/")
    decide(one, "spam", by=bob)
    html = client.get("/moderation/queue/spam/").content.decode()
    assert f"like={one.pk}" in html
    url = f"/moderation/several/?verb=spam&like={one.pk}"
    html = client.get(url).content.decode()
    assert "Mark 1 comment as spam" in html
    stamp = html.partition('name="c" value="')[2].partition('"')[0]
    client.post(url, {"c": stamp})
    assert Decision.objects.filter(batch__isnull=False).count() == 1
    assert not case_exists(sam)


def case_exists(person: User) -> bool:
    return Case.objects.open().filter(comment__author=person).exists()


@pytest.fixture
def client_of_bob() -> tuple[User, Any]:
    bob = make_moderator()
    return bob, signed_in(bob)


def test_the_case_of_a_bulk_decision_is_closed() -> None:
    [one] = held(1)
    case = case_of(one)
    decide_all(stamps(one), "approve", by=make_moderator())
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "approve")
