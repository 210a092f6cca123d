"""What moderators do about a person: notes, warnings, looking first, boards, bans, guests."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Guest, Sanction, User
from accounts.policies import writing_refusal
from accounts.services import device
from accounts.services.newcomer import Newcomer
from accounts.viewer import Viewer
from forum.comments.models import Comment, MarkKind, Status
from forum.comments.refusal import Refused
from forum.comments.services.mark import mark
from forum.comments.services.post import post
from forum.moderation import people
from forum.moderation.models import Case, Decision, PersonNote
from forum.moderation.services import sanctions
from forum.moderation.services.sweep import sweep
from forum.notifications.models import Notice
from foundation.limits.network import Network
from tests.factories import (
    make_comment,
    make_discussion,
    make_guest,
    make_member,
    make_moderator,
)
from tests.factories_moderation import ELSEWHERE, HOME, make_known, signed_in
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db

REASON = "You attacked another member twice."


def soon(days: int = 3) -> Any:
    return timezone.now() + timedelta(days=days)


def write(user: User, body: str = "Hello to all of you") -> Comment:
    return post(make_discussion(), viewer=Viewer.for_user(user), body=body).comment


# --- notes --------------------------------------------------------------------------------


def test_a_note_is_read_by_moderators_and_never_by_the_person() -> None:
    charlie, bob = make_known(), make_moderator()
    signed_in(bob).post("/moderation/people/charlie/note/", {"text": "Has had a hard year."})
    assert PersonNote.objects.get().by == bob
    assert "hard year" in signed_in(bob).get("/moderation/people/charlie/").content.decode()
    for page in ("/standing/", "/people/charlie/", "/notifications/"):
        assert "hard year" not in signed_in(charlie).get(page).content.decode()


@pytest.mark.parametrize("text", [" ", "x" * 1001])
def test_a_note_says_something_and_is_short(text: str) -> None:
    with pytest.raises(ValidationError):
        sanctions.add_note(make_known(), text, by=make_moderator())


def test_a_note_is_about_one_person() -> None:
    charlie, gina = make_known(), make_guest()
    for who in ({}, {"user": charlie, "guest": gina}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PersonNote.objects.create(text="Something", **who)
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonNote.objects.create(text="", user=charlie)


# --- warnings -----------------------------------------------------------------------------


def test_a_warning_is_read_before_the_person_writes_again_and_what_they_typed_stays() -> None:
    charlie, place = make_known(), make_discussion()
    sanctions.limit(charlie, "warning", by=make_moderator(), reason=REASON, note="Second time")
    client = signed_in(charlie)
    answer = client.post(f"/d/{place.pk}/comment/", {"body": "My long text"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Please read it first" in page
    assert "My long text" in page
    standing = client.get("/standing/").content.decode()
    assert REASON in standing
    assert "Second time" not in standing
    warning = Sanction.objects.get()
    assert client.post(f"/standing/{warning.pk}/read/").status_code == 303
    assert writing_refusal(Viewer.for_user(charlie)) is None
    assert client.post(f"/d/{place.pk}/comment/", {"body": "My long text"}).status_code == 303
    warning.refresh_from_db()
    assert warning.read_at is not None


def test_nobody_else_confirms_a_warning() -> None:
    charlie = make_known()
    sanctions.limit(charlie, "warning", by=make_moderator(), reason=REASON)
    warning = Sanction.objects.get()
    for client in (Client(), signed_in(make_member("Mary")), signed_in(make_moderator("Ben"))):
        assert client.post(f"/standing/{warning.pk}/read/").status_code == 404
    assert writing_refusal(Viewer.for_user(charlie)) is not None


def test_a_person_under_a_limit_sees_the_way_to_it_on_every_page() -> None:
    charlie = make_known()
    client = signed_in(charlie)
    assert "/standing/" not in client.get("/forum/").content.decode()
    sanctions.limit(charlie, "warning", by=make_moderator(), reason=REASON)
    assert 'href="/standing/"' in client.get("/forum/").content.decode()
    assert Notice.objects.filter(user=charlie, kind="person.limited").count() == 1


# --- looking first, and boards --------------------------------------------------------------


def test_everything_of_a_person_waits_and_the_person_reads_why() -> None:
    charlie = make_known()
    sanctions.limit(charlie, "review", by=make_moderator(), reason=REASON, until=soon())
    assert writing_refusal(Viewer.for_user(charlie)) is None
    comment = write(charlie)
    assert comment.status == Status.HELD
    assert list(comment.cases.get().firings.values_list("rule", flat=True)) == ["review"]
    assert write(make_known("Mary")).status == Status.PUBLISHED


def test_kept_out_of_one_board_a_person_writes_in_the_others() -> None:
    charlie, topic = make_known(), make_topic(by=make_known("Alice"))
    sanctions.limit(
        charlie, "board", by=make_moderator(), reason=REASON, until=soon(), shelf=topic.board_id
    )
    viewer = Viewer.for_user(charlie)
    with pytest.raises(Refused, match="this board"):
        post(topic.discussion, viewer=viewer, body="Hello to all of you")
    answer = make_comment(topic.discussion, author=make_member("Zoe"))
    with pytest.raises(Refused, match="this board"):
        mark(answer, MarkKind.HELPFUL, viewer=viewer)
    assert write(charlie).status == Status.PUBLISHED
    page = signed_in(charlie).post(f"/d/{topic.discussion_id}/comment/", {"body": "Kept text"})
    assert "Kept text" in page.content.decode()


def test_the_panel_offers_the_boards_there_are() -> None:
    charlie, topic = make_known(), make_topic()
    client = signed_in(make_moderator())
    assert topic.board.name in client.get("/moderation/people/charlie/").content.decode()
    sent = {"until": "2027-01-31", "reason": REASON, "shelf": topic.board_id}
    client.post("/moderation/people/charlie/limit/board/", sent)
    assert Sanction.objects.get(user=charlie).shelf == topic.board_id
    answer = client.post("/moderation/people/charlie/limit/board/", sent | {"shelf": "999999"})
    assert answer.status_code == 422
    assert REASON in answer.content.decode()


# --- bans -----------------------------------------------------------------------------------


def test_a_ban_counts_when_a_second_moderator_has_confirmed_it() -> None:
    charlie, bob, ben = make_known(), make_moderator(), make_moderator("Ben")
    proposal = sanctions.propose_ban(charlie, by=bob, reason=REASON)
    assert writing_refusal(Viewer.for_user(charlie)) is None
    assert Case.objects.open().get(user=charlie).kind == "ban"
    with pytest.raises(Refused, match="second moderator"):
        sanctions.confirm_ban(proposal, by=bob)
    assert sanctions.confirm_ban(proposal, by=ben)
    assert not sanctions.confirm_ban(proposal, by=ben)
    assert REASON in (writing_refusal(Viewer.for_user(charlie)) or "")
    assert not Case.objects.open().filter(user=charlie).exists()
    decision = Decision.objects.get(action="ban")
    assert (decision.by, decision.sanction) == (ben, proposal)


def test_one_hand_is_never_both_by_constraint() -> None:
    bob = make_moderator()
    proposal = sanctions.propose_ban(make_known(), by=bob, reason=REASON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.filter(pk=proposal.pk).update(
            confirmed_by=bob, confirmed_at=timezone.now()
        )


def test_a_ban_waits_in_the_queue_and_is_decided_on_the_persons_page() -> None:
    charlie, bob, ben = make_known(), make_moderator(), make_moderator("Ben")
    first, second = signed_in(bob), signed_in(ben)
    first.post("/moderation/people/charlie/limit/ban/", {"reason": REASON})
    card = second.get("/moderation/queue/ban/").content.decode()
    assert "Ban of Charlie" in card
    assert REASON in card
    assert "Confirm the ban" not in first.get("/moderation/people/charlie/").content.decode()
    assert first.post("/moderation/people/charlie/ban/confirm/").status_code == 403
    assert "Confirm the ban" in second.get("/moderation/people/charlie/").content.decode()
    second.post("/moderation/people/charlie/ban/confirm/")
    assert writing_refusal(Viewer.for_user(charlie)) is not None


def test_a_ban_that_is_not_confirmed_leaves_the_person_alone() -> None:
    charlie, bob = make_known(), make_moderator()
    proposal = sanctions.propose_ban(charlie, by=bob, reason=REASON)
    with pytest.raises(ValidationError):
        sanctions.propose_ban(charlie, by=make_moderator("Ben"), reason=REASON)
    assert sanctions.decline_ban(proposal, by=make_moderator("Ben 2"))
    assert not sanctions.confirm_ban(proposal, by=make_moderator("Ben 3"))
    assert writing_refusal(Viewer.for_user(charlie)) is None
    sanctions.propose_ban(charlie, by=bob, reason=REASON)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "suspension", "confirmed_at": timezone.now()},
        {"kind": "suspension", "read_at": timezone.now()},
        {"kind": "board"},
        {"kind": "suspension", "shelf": 3},
        {"kind": "suspension", "block": "192.0.2.0/24"},
        {"kind": "hidden"},
    ],
)
def test_the_database_refuses_a_sanction_that_makes_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.create(user=make_known(), reason=REASON, ends_at=soon(), **wrong)


def test_a_network_is_never_closed_without_an_end() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.create(guest=make_guest(), reason=REASON, block="192.0.2.0/24")


# --- guests ---------------------------------------------------------------------------------


def guest_writes(name: str, *, network: Network = HOME) -> Comment:
    newcomer = Newcomer(name, f"{name.lower()}@example.org", device_key=f"key of {name}")
    return post(
        make_discussion(),
        viewer=Viewer.nobody(),
        body="I keep a diary of hot days.",
        newcomer=newcomer,
        network=network,
    ).comment


def guest_of(comment: Comment) -> Guest:
    assert comment.guest is not None
    return comment.guest


def test_a_suspended_guest_is_refused_on_their_device_and_others_are_not() -> None:
    gina = guest_of(guest_writes("Gina"))
    sanctions.limit(gina, "suspension", by=make_moderator(), reason=REASON, until=soon())
    with pytest.raises(Refused, match="attacked"):
        guest_writes("Gina")
    guest_writes("Greta")


def test_a_closed_network_touches_everybody_without_an_account_there_and_nobody_else() -> None:
    gina = guest_of(guest_writes("Gina"))
    for name in ("Greta", "Gustav"):
        guest_writes(name)
    reach = next(one for one in people.reaches_of(gina) if one.id == "block")
    assert reach.others == 2
    bob = make_moderator()
    with pytest.raises(ValidationError, match="2 others"):
        sanctions.limit(
            gina, "suspension", by=bob, reason=REASON, until=soon(), reach="block", others=1
        )
    sanctions.limit(
        gina, "suspension", by=bob, reason=REASON, until=soon(), reach="block", others=2
    )
    with pytest.raises(Refused, match="From your network"):
        guest_writes("Nobody Knows")
    guest_writes("Someone", network=ELSEWHERE)
    member = make_known()
    post(make_discussion(), viewer=Viewer.for_user(member), body="From home.", network=HOME)


def test_the_page_of_a_guest_says_first_how_many_others_it_would_touch() -> None:
    gina = guest_of(guest_writes("Gina"))
    guest_writes("Greta")
    client = signed_in(make_moderator())
    page = client.get(f"/moderation/guests/{gina.pk}/").content.decode()
    assert "this would also touch 1 other" in page
    assert "192.0.2" not in page
    assert "gina@example.org" not in page
    guest_writes("Gustav")
    sent = {"until": "2026-12-10", "reason": REASON, "reach": "block:1"}
    url = f"/moderation/guests/{gina.pk}/limit/suspension/"
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "this would also touch 2 others" in answer.content.decode()
    assert REASON in answer.content.decode()
    assert not Sanction.objects.exists()


def test_a_network_is_closed_for_thirty_days_at_most_and_then_forgotten() -> None:
    gina = guest_of(guest_writes("Gina"))
    bob = make_moderator()
    with pytest.raises(ValidationError, match="thirty days"):
        sanctions.limit(
            gina, "suspension", by=bob, reason=REASON, until=soon(40), reach="block", others=0
        )
    row = sanctions.limit(
        gina, "suspension", by=bob, reason=REASON, until=soon(20), reach="block", others=0
    )
    assert sanctions.forget_blocks() == 0
    past = timezone.now() - timedelta(days=30)
    Sanction.objects.filter(pk=row.pk).update(starts_at=past, ends_at=past + timedelta(days=9))
    assert sanctions.forget_blocks() == 1
    row.refresh_from_db()
    assert row.block == ""


def test_a_guest_reads_what_was_decided_about_them_on_their_device() -> None:
    gina = guest_of(guest_writes("Gina"))
    client = Client()
    client.cookies[device.COOKIE] = signing.dumps(["key of Gina", True], salt=device.SALT)
    sanctions.limit(gina, "warning", by=make_moderator(), reason=REASON)
    assert REASON in client.get("/standing/").content.decode()
    client.post(f"/standing/{Sanction.objects.get().pk}/read/")
    assert writing_refusal(Viewer(guest=gina)) is None


# --- obvious spam -----------------------------------------------------------------------------


def test_obvious_spam_is_seen_first_and_goes_in_one_step() -> None:
    spammer, bob = make_known("Spammer"), make_moderator()
    old = make_comment(author=spammer, at=timezone.now() - timedelta(days=40))
    new = [make_comment(author=spammer, body=f"Buy {number}") for number in range(3)]
    other = make_comment(author=make_member("Mary"))
    client = signed_in(bob)
    page = client.get("/moderation/people/spammer/clear/?days=7").content.decode()
    assert "Buy 2" in page
    late = make_comment(author=spammer, body="Written after the preview")
    client.post("/moderation/people/spammer/clear/", {"days": 7, "newest": new[-1].pk})
    statuses = dict(Comment.objects.values_list("pk", "status"))
    assert {statuses[one.pk] for one in new} == {"spam"}
    assert {statuses[one.pk] for one in (old, other, late)} == {"published"}
    assert Decision.objects.filter(action="spam", person=spammer).count() == 3
    assert writing_refusal(Viewer.for_user(spammer)) is not None
    assert people.proposed_ban(spammer) is not None


def test_a_guests_spam_goes_too_and_a_member_of_the_team_is_not_swept() -> None:
    gina, bob = guest_of(guest_writes("Gina")), make_moderator()
    held = Comment.objects.get(guest=gina)
    assert sweep(gina, by=bob, days=7, newest=held.pk).removed == 1
    held.refresh_from_db()
    assert held.status == Status.SPAM
    with pytest.raises(Refused):
        sweep(make_moderator("Ben"), by=bob, days=7, newest=held.pk)
