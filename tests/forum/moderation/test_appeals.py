"""Objecting to a decision: once, without an account, answered by somebody else."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.policies import writing_refusal
from accounts.viewer import Viewer
from forum.comments.models import Comment, Ticket
from forum.comments.refusal import Refused
from forum.comments.services.post import ticket_hash
from forum.moderation.models import Appeal, Case, Decision
from forum.moderation.services import appeals, sanctions
from forum.moderation.services.decide import decide
from forum.notifications.models import Notice
from tests.factories import make_comment, make_member, make_moderator, suspend
from tests.factories_moderation import (
    make_appeal,
    make_held_by_guest,
    make_known,
    signed_in,
)

pytestmark = pytest.mark.django_db

WHY: dict[str, Any] = {"reason_code": "other", "reason_text": "It attacks Rita."}


def removed(author: User, by: User) -> Decision:
    decision = decide(make_comment(author=author), "remove", by=by, **WHY).decision
    assert decision is not None
    return decision


def test_a_suspended_member_reads_why_and_objects_once() -> None:
    charlie, bob, ben = make_known(), make_moderator(), make_moderator("Ben")
    decision = removed(charlie, bob)
    suspend(charlie)
    client = signed_in(charlie)
    url = appeals.url_of(decision)
    assert f'href="{url}"' in client.get("/standing/").content.decode()
    page = Client().get(url)
    assert "It attacks Rita." in page.content.decode()
    assert "Bob" not in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "same-origin"
    assert Client().post(url, {"text": "It was meant well."}).status_code == 303
    again = Client().post(url, {"text": "And another word."})
    assert again.status_code == 422
    assert Appeal.objects.get().text == "It was meant well."
    card = signed_in(ben).get("/moderation/queue/appeal/").content.decode()
    assert "It was meant well." in card


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_what_was_typed_comes_back_with_a_sentence(text: str) -> None:
    decision = removed(make_known(), make_moderator())
    answer = Client().post(appeals.url_of(decision), {"text": text})
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()
    assert not Appeal.objects.exists()


def test_a_link_that_is_not_ours_leads_nowhere() -> None:
    decision = removed(make_known(), make_moderator())
    url = appeals.url_of(decision)
    for wrong in (url[:-3] + "x/", "/appeal/1/", f"/appeal/{decision.pk}:abc/"):
        assert Client().get(wrong).status_code == 404
        assert Client().post(wrong, {"text": "Hello"}).status_code == 404


def test_somebody_else_answers_where_there_are_two() -> None:
    charlie, bob = make_known(), make_moderator()
    comment = make_comment(author=charlie)
    found = make_appeal(comment, by=bob)
    ben = make_moderator("Ben")
    mine = signed_in(bob)
    assert "Another moderator" in mine.get(f"/moderation/appeals/{found.pk}/").content.decode()
    refused = mine.post(f"/moderation/appeals/{found.pk}/overturned/", {"answer": "Sorry."})
    assert refused.status_code == 403
    other = signed_in(ben)
    empty = other.post(f"/moderation/appeals/{found.pk}/overturned/", {"answer": " "})
    assert empty.status_code == 422
    other.post(f"/moderation/appeals/{found.pk}/overturned/", {"answer": "You are right."})
    comment.refresh_from_db()
    assert comment.status == "published"
    page = Client().get(appeals.url_of(found.decision)).content.decode()
    assert "You are right." in page
    assert "Ben" not in page
    assert not Case.objects.open().filter(kind="appeal").exists()
    assert Notice.objects.filter(user=charlie, kind="appeal.answered").count() == 1
    assert not appeals.decide(Appeal.objects.get(), "upheld", by=ben, answer="No.")


def test_the_only_moderator_answers_alone() -> None:
    bob = make_moderator()
    found = make_appeal(make_comment(author=make_known()), by=bob)
    assert appeals.decide(found, "upheld", by=bob, answer="It stays as it is.")


def test_a_suspension_is_taken_back_after_an_objection() -> None:
    charlie, bob, ben = make_known(), make_moderator(), make_moderator("Ben")
    proposal = sanctions.propose_ban(charlie, by=bob, reason="Advertising.")
    sanctions.confirm_ban(proposal, by=ben)
    decision = Decision.objects.get(action="ban")
    found = appeals.appeal(decision, "It was my brother.")
    with pytest.raises(Refused):
        appeals.decide(found, "overturned", by=ben, answer="Sorry.")
    assert appeals.decide(found, "overturned", by=bob, answer="Sorry.")
    assert writing_refusal(Viewer.for_user(charlie)) is None


def test_a_guest_finds_the_way_on_their_private_page_and_nobody_else_does() -> None:
    held = make_held_by_guest()
    Ticket.objects.filter(comment=held).update(token_hash=ticket_hash("token"))
    assert "/appeal/" not in Client().get("/guest/token/").content.decode()
    outcome = decide(held, "reject", by=make_moderator(), **WHY)
    assert outcome.decision is not None
    assert appeals.url_of(outcome.decision) in Client().get("/guest/token/").content.decode()
    page = signed_in(make_member("Mary")).get("/standing/").content.decode()
    assert "/appeal/" not in page


def test_the_file_of_reasons_names_nobody_and_holds_no_formula() -> None:
    charlie, bob = make_known(), make_moderator()
    comment = make_comment(author=charlie, body="My own words.")
    decide(comment, "remove", by=bob, reason_code="other", reason_text="=1+1", note="Careful")
    answer = signed_in(bob).get("/moderation/statements.csv")
    text = answer.content.decode()
    assert "'=1+1" in text
    for secret in ("Charlie", "Bob", "My own words", "Careful"):
        assert secret not in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"outcome": "perhaps", "answer": "Yes", "decided_at": timezone.now()},
        {"outcome": "upheld"},
        {"outcome": "upheld", "decided_at": timezone.now()},
        {"answer": "Yes"},
    ],
)
def test_the_database_refuses_half_an_appeal(wrong: dict[str, Any]) -> None:
    decision = removed(make_known(), make_moderator())
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(decision=decision, **({"text": "Please."} | wrong))


def test_one_appeal_for_a_decision_by_constraint() -> None:
    found = make_appeal()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(decision=found.decision, text="Again.")
    with pytest.raises(ValidationError):
        appeals.appeal(found.decision, "Again.")
    assert Comment.objects.get(decisions=found.decision).status == "removed"
