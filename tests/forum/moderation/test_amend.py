"""A moderator takes something out of a text or changes it; what stood there is sealed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments import edit_stamp
from forum.comments.models import Comment, Revision, RevisionStatus, Ticket
from forum.comments.own import rows_of
from forum.comments.refusal import Refused
from forum.comments.services.edit import edit
from forum.comments.services.post import ticket_hash
from forum.comments.services.rerender import rerender
from forum.moderation.models import Decision, SealOpening
from forum.moderation.services import appeals, seals
from forum.moderation.services.amend import amend
from forum.moderation.services.decide import decide
from forum.moderation.services.undo import undo
from forum.notifications import kinds
from forum.notifications.models import Notice
from foundation.branding import settings
from foundation.jobs.worker import run_due
from foundation.search.models import Document
from tests.factories import make_administrator, make_comment, make_editor, make_moderator
from tests.factories_mail import make_confirmed_guest, post_all
from tests.factories_moderation import make_held, make_held_by_guest, make_known, signed_in
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db

NUMBER = "0123 456789"
SENTENCE = f"Call Mary at {NUMBER} after noon."
REDACTED = "Call Mary at [removed by a moderator: personal data] after noon."


def told(**fields: Any) -> Comment:
    fields.setdefault("author", make_known("Alice"))
    return make_comment(make_topic().discussion, body=SENTENCE, **fields)


def redact(comment: Comment, *, by: User | None = None, parts: str = NUMBER) -> Decision:
    by = by or make_moderator()
    found = amend(comment, "redact", by=by, reason_code="personal", parts=parts).decision
    assert found is not None
    comment.refresh_from_db()
    return found


def change(comment: Comment, body: str, *, by: User | None = None) -> Decision:
    found = amend(
        comment,
        "edit",
        by=by or make_moderator(),
        reason_code="advice",
        body=body,
        base=edit_stamp.mark_of(comment),
    ).decision
    assert found is not None
    comment.refresh_from_db()
    return found


def page_of(comment: Comment, client: Client | None = None) -> str:
    answer = (client or Client()).get(comment.get_absolute_url(), follow=True)
    return answer.content.decode()


# --- Taking out --------------------------------------------------------------------------


def test_a_note_stands_in_place_of_what_was_taken_out() -> None:
    comment = told()
    decision = redact(comment)
    assert REDACTED in page_of(comment)
    assert NUMBER not in page_of(comment)
    assert (decision.action, decision.before, decision.after) == (
        "redact", "published", "published",
    )  # fmt: skip
    assert NUMBER not in str(decision.former)


def test_every_place_and_every_part_is_taken_out() -> None:
    comment = make_comment(author=make_known(), body=f"{NUMBER}, again {NUMBER}, Mary.")
    redact(comment, parts=f"Mary\n\n{NUMBER}\n")
    assert NUMBER not in comment.body_source
    assert "Mary" not in comment.body_source
    assert comment.body_source.count("removed by a moderator") == 3


def test_what_is_taken_out_may_hold_signs_of_markdown_and_words_of_the_note() -> None:
    comment = make_comment(author=make_known(), body="a.*[x](http://x.example) moderator data")
    redact(comment, parts="[x](http://x.example)\ndata\nmoderator")
    assert comment.body_source.count("removed by a moderator: personal data") == 3
    assert "href" not in comment.body_html


@pytest.mark.parametrize("parts", ["", "  \n ", "0999", "call mary"])
def test_what_does_not_stand_there_is_not_taken_out(parts: str) -> None:
    comment = told()
    with pytest.raises(ValidationError):
        amend(comment, "redact", by=make_moderator(), reason_code="personal", parts=parts)
    comment.refresh_from_db()
    assert comment.body_source == SENTENCE
    assert not Decision.objects.exists()


def test_without_a_reason_nothing_is_changed() -> None:
    with pytest.raises(ValidationError):
        amend(told(), "redact", by=make_moderator(), parts=NUMBER)


def test_the_search_finds_it_no_more(queue: None) -> None:
    comment = told()
    redact(comment)
    run_due()
    assert not Document.objects.filter(body__contains=NUMBER).exists()


def test_earlier_texts_that_hold_it_are_sealed_too_and_others_stay() -> None:
    alice, bob = make_known("Alice"), make_moderator()
    comment = make_comment(author=alice, body="I rest.")
    edit(comment, viewer=Viewer.for_user(alice), body=f"I rest. {NUMBER}")
    edit(comment, viewer=Viewer.for_user(alice), body=f"I rest a lot. {NUMBER}")
    comment.refresh_from_db()
    decision = redact(comment, by=bob)
    texts = Revision.objects.filter(comment=comment).order_by("id")
    assert [row.status for row in texts] == ["earlier", "sealed", "sealed"]
    page = signed_in(bob).get(f"/c/{comment.pk}/history/").content.decode()
    assert NUMBER not in page
    assert "I rest." in page
    undo(decision, by=bob)
    assert {row.status for row in texts.all()} == {"earlier"}


# --- Changing ----------------------------------------------------------------------------


def test_everybody_reads_that_a_moderator_changed_the_text() -> None:
    comment = told()
    change(comment, "Call Mary after noon.")
    page = page_of(comment)
    assert "Call Mary after noon." in page
    assert "Changed by a moderator" in page
    assert comment.edited_at is None


def test_a_text_that_its_author_changed_meanwhile_is_not_written_over() -> None:
    alice = make_known("Alice")
    comment = told(author=alice)
    base = edit_stamp.mark_of(comment)
    edit(comment, viewer=Viewer.for_user(alice), body="Another text.")
    with pytest.raises(ValidationError):
        amend(comment, "edit", by=make_moderator(), reason_code="advice", body="Mine.", base=base)
    comment.refresh_from_db()
    assert comment.body_source == "Another text."


@pytest.mark.parametrize("body", ["", "   ", SENTENCE, "x" * 10_001])
def test_the_new_text_is_one_and_another(body: str) -> None:
    comment = told()
    with pytest.raises(ValidationError):
        change(comment, body)


# --- Both --------------------------------------------------------------------------------


@pytest.mark.parametrize("act", [redact, lambda comment: change(comment, "Rest.")])
@pytest.mark.parametrize("make", [told, lambda: make_held(body=SENTENCE)])
def test_taken_back_the_text_stands_to_the_letter(
    make: Callable[[], Comment], act: Callable[[Comment], Decision]
) -> None:
    comment = make()
    before = Comment.objects.filter(pk=comment.pk).values().get()
    decision = act(comment)
    assert Comment.objects.filter(pk=comment.pk).values().get() != before
    assert undo(decision, by=make_moderator("Carol")).done
    assert Comment.objects.filter(pk=comment.pk).values().get() == before
    assert not Revision.objects.exists()


def test_an_imported_text_comes_back_as_it_was_drawn() -> None:
    comment = told()
    Comment.objects.filter(pk=comment.pk).update(
        body_format="html", body_html=f"<p><b>Call</b> {NUMBER}</p>"
    )
    comment.refresh_from_db()
    before = Comment.objects.filter(pk=comment.pk).values().get()
    decision = redact(comment)
    assert comment.body_format == "markdown"
    rerender()
    undo(decision, by=make_moderator("Carol"))
    assert Comment.objects.filter(pk=comment.pk).values().get() == before


def test_two_changes_are_taken_back_one_after_the_other() -> None:
    comment, bob = told(), make_moderator()
    first = redact(comment, by=bob)
    second = redact(comment, by=bob, parts="Mary")
    with pytest.raises(Refused):
        undo(first, by=bob)
    undo(second, by=bob)
    undo(first, by=bob)
    comment.refresh_from_db()
    assert comment.body_source == SENTENCE


def test_a_further_change_of_its_author_waits_and_ends_taking_back() -> None:
    alice, bob = make_known("Alice"), make_moderator()
    comment = told(author=alice)
    decision = redact(comment, by=bob)
    holds = edit(comment, viewer=Viewer.for_user(alice), body=SENTENCE)
    assert [hold.rule for hold in holds] == ["amended"]
    comment.refresh_from_db()
    assert NUMBER not in comment.body_source
    with pytest.raises(Refused):
        undo(decision, by=bob)


def test_while_a_change_waits_the_text_below_it_is_not_changed() -> None:
    alice = make_known("Alice")
    comment = told(author=alice)
    links = "https://a.example https://b.example https://c.example"
    edit(comment, viewer=Viewer.for_user(alice), body=links)
    found = amend(comment, "redact", by=make_moderator(), reason_code="personal", parts=NUMBER)
    assert not found.done


def test_what_somebody_decided_meanwhile_is_not_changed() -> None:
    comment, bob = told(), make_moderator()
    decide(comment, "remove", by=bob, reason_code="personal")
    found = amend(
        comment, "redact", by=make_moderator("Carol"), reason_code="personal", parts=NUMBER
    )
    assert not found.done
    assert found.decision is not None
    assert found.decision.by == bob


@pytest.mark.parametrize("make", [make_known, make_editor])
def test_only_moderators_may_and_not_with_their_own(make: Callable[[], User]) -> None:
    comment = told()
    with pytest.raises(Refused):
        redact(comment, by=make())
    bob = make_moderator()
    with pytest.raises(Refused):
        redact(told(author=bob), by=bob)


def test_the_form_without_a_script() -> None:
    comment, bob = told(), signed_in(make_moderator())
    address = f"/moderation/comments/{comment.pk}/redact/?seen=published"
    assert address.replace("&", "&amp;") in page_of(comment, bob)
    assert SENTENCE in bob.get(address).content.decode()
    wrong = bob.post(address, {"parts": "0999", "reason_code": "personal"})
    assert wrong.status_code == 422
    assert "does not stand in the text" in wrong.content.decode()
    right = bob.post(address, {"parts": NUMBER, "reason_code": "personal"})
    assert right.status_code == 303
    assert REDACTED in page_of(comment)


# --- The author --------------------------------------------------------------------------


def test_the_author_hears_why_and_where_to_object_and_not_who() -> None:
    comment, bob = told(), make_moderator()
    redact(comment, by=bob)
    [message] = post_all()
    assert "took something out" in message.body
    assert "It holds somebody's personal data" in message.body
    assert "/appeal/" in message.body
    assert bob.name not in message.body
    assert NUMBER not in message.body
    assert comment.author is not None
    assert "personal data. Everybody can read" in page_of(comment, signed_in(comment.author))


def test_undone_at_once_nobody_hears(queue: None) -> None:
    comment, bob = told(), make_moderator()
    run_due()
    Notice.objects.all().delete()
    undo(redact(comment, by=bob), by=bob)
    run_due()
    assert post_all() == []
    assert not Notice.objects.filter(kind=kinds.REDACTED).exists()


def test_a_guest_hears_by_mail_and_on_their_page() -> None:
    comment = make_comment(guest=make_confirmed_guest(), body=SENTENCE)
    redact(comment)
    [message] = post_all()
    assert message.to == ["gina@example.org"]
    [row] = rows_of([comment])
    assert row.state == "It is published. A moderator took something out of it."
    assert "personal data" in row.reason


def test_the_private_page_of_a_guest_comment_says_why_and_where_to_object() -> None:
    comment = make_held_by_guest(body=SENTENCE)
    decide(comment, "approve", by=make_moderator("Carol"))
    redact(comment)
    Ticket.objects.filter(comment=comment).update(token_hash=ticket_hash("token"))
    page = Client().get("/guest/token/").content.decode()
    assert "personal data. Everybody can read" in page
    assert "/appeal/" in page
    assert NUMBER not in page


def test_an_objection_that_is_right_brings_the_text_back_after_any_time() -> None:
    comment = told()
    decision = redact(comment)
    asked = appeals.appeal(decision, "It is the number of the clinic.")
    old = timezone.now() - timedelta(days=200)
    QuerySet(Decision).filter(pk=decision.pk).update(at=old)
    Revision.objects.update(at=old)
    assert seals.empty_old() == 0
    assert appeals.decide(asked, "overturned", by=make_moderator("Carol"), answer="Yes.")
    comment.refresh_from_db()
    assert comment.body_source == SENTENCE
    assert comment.team_change == ""


# --- The seal ----------------------------------------------------------------------------


def sealed(comment: Comment) -> Revision:
    return Revision.objects.get(comment=comment, status=RevisionStatus.SEALED)


def test_an_administrator_reads_a_sealed_text_and_leaves_a_name() -> None:
    comment = told()
    redact(comment)
    ada = make_administrator()
    client, address = signed_in(ada), f"/moderation/sealed/{sealed(comment).pk}/"
    assert NUMBER not in client.get(address).content.decode()
    assert client.post(f"{address}open/").status_code == 303
    assert NUMBER in client.get(address).content.decode()
    assert SealOpening.objects.get().by == ada
    SealOpening.objects.update(at=timezone.now() - seals.OPEN_FOR)
    assert NUMBER not in client.get(address).content.decode()


def test_a_moderator_opens_it_only_for_an_objection_and_not_for_one_of_their_own() -> None:
    comment, bob, carol = told(), make_moderator(), make_moderator("Carol")
    decision = redact(comment, by=bob)
    text = sealed(comment)
    for one in (bob, carol):
        with pytest.raises(Refused):
            seals.open_seal(text, by=one)
    asked = appeals.appeal(decision, "It is the number of the clinic.")
    with pytest.raises(Refused):
        seals.open_seal(text, by=bob)
    seals.open_seal(text, by=carol)
    assert seals.is_open_to(text, Viewer.for_user(carol))
    appeals.decide(asked, "upheld", by=carol, answer="It is a private one.")
    assert not seals.is_open_to(text, Viewer.for_user(carol))


def test_after_its_time_a_sealed_text_is_emptied_and_not_before() -> None:
    comment, other = told(), told(author=make_known("Zoe"))
    redact(other)
    decision = redact(comment)
    days = int(settings.get("sealed_days"))
    assert seals.empty_old() == 0
    QuerySet(Decision).filter(pk=decision.pk).update(at=timezone.now() - timedelta(days=days))
    Revision.objects.filter(comment=comment).update(at=timezone.now() - timedelta(days=days))
    assert seals.empty_old() == 1
    assert (sealed(comment).body_source, sealed(comment).body_html) == ("", "")
    assert NUMBER in sealed(other).body_source
    page = signed_in(make_administrator()).get(f"/moderation/sealed/{sealed(comment).pk}/")
    assert "Its words are deleted." in page.content.decode()


@pytest.mark.parametrize(
    ("model", "fields"), [(Comment, {"team_change": "x"}), (Revision, {"status": "x"})]
)
def test_the_database_knows_no_other_kinds(model: Any, fields: dict[str, str]) -> None:
    redact(told())
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**fields)
