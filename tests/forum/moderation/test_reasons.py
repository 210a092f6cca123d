"""Holding again, and what the author reads with a reason: a text of the site, filled."""

from html import unescape

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from forum.comments.models import Status, StatusChange
from forum.comments.own import rows_of
from forum.moderation.models import Case, Decision
from forum.moderation.services import appeals
from forum.moderation.services.decide import decide
from forum.moderation.services.undo import undo
from forum.notifications import kinds
from forum.notifications.models import Notice
from foundation.branding.services import save_text
from foundation.branding.services.pages import edit_page, page
from foundation.jobs.worker import run_due
from tests.factories import make_comment, make_guest, make_moderator
from tests.factories_mail import html_of, make_confirmed_guest, post_all
from tests.factories_moderation import case_of, make_held, make_known, signed_in
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db


def write_text(key: str, body: str) -> None:
    save_text.save(key, language="en", body=body, by_id=None)


# --- Hold again --------------------------------------------------------------------------


def test_a_published_comment_waits_again_and_its_author_reads_why() -> None:
    place, bob, alice = make_topic().discussion, make_moderator(), make_known("Alice")
    comment = make_comment(place, author=alice, body="Take it twice.")
    outcome = decide(comment, "hold", by=bob, reason_code="advice", reason_text="We look at it.")
    assert outcome.done
    assert outcome.decision is not None
    assert (outcome.decision.before, outcome.decision.after) == ("published", "held")
    comment.refresh_from_db()
    assert comment.status == Status.HELD
    assert case_of(comment).kind == "held"
    row = signed_in(alice).get(comment.get_absolute_url(), follow=True).content.decode()
    assert "We look at it." in row
    assert "Take it twice." in row
    assert "Take it twice." not in Client().get(comment.discussion.url).content.decode()


def test_holding_again_needs_a_reason_and_something_published() -> None:
    comment, bob = make_comment(author=make_known()), make_moderator()
    with pytest.raises(ValidationError):
        decide(comment, "hold", by=bob)
    waiting = make_held()
    assert not decide(waiting, "hold", by=bob, reason_code="advice").done


def test_what_waits_again_is_approved_like_anything_that_waits() -> None:
    comment, bob = make_comment(author=make_known()), make_moderator()
    decide(comment, "hold", by=bob, reason_code="advice")
    assert decide(comment, "approve", by=make_moderator("Carol"), case=case_of(comment)).done
    assert not Case.objects.open().exists()


def test_an_objection_that_is_right_publishes_it() -> None:
    comment, bob = make_comment(author=make_known()), make_moderator()
    decision = decide(comment, "hold", by=bob, reason_code="advice").decision
    assert decision is not None
    asked = appeals.appeal(decision, "It is my own story.")
    assert appeals.decide(asked, "overturned", by=make_moderator("Carol"), answer="Yes.")
    comment.refresh_from_db()
    assert comment.status == Status.PUBLISHED


def test_its_author_is_told_of_holding_again_and_once_only(queue: None) -> None:
    comment, bob = make_comment(author=make_known()), make_moderator()
    run_due()
    Notice.objects.all().delete()
    decision = decide(comment, "hold", by=bob, reason_code="advice").decision
    run_due()
    assert mail.outbox == []
    assert Notice.objects.get(user=comment.author).kind == kinds.HELD_AGAIN
    assert decision is not None
    undo(decision, by=bob)
    run_due()
    post_all()
    assert mail.outbox == []
    assert not Notice.objects.filter(user=comment.author).exists()


def test_taking_an_approval_back_is_not_told_as_holding_again(queue: None) -> None:
    comment, bob = make_held(), make_moderator()
    decision = decide(comment, "approve", by=bob).decision
    run_due()
    post_all()
    assert decision is not None
    undo(decision, by=bob)
    run_due()
    assert not Notice.objects.filter(kind=kinds.HELD_AGAIN).exists()


# --- The words of a reason ---------------------------------------------------------------


def test_the_text_of_the_reason_is_filled_and_own_words_follow() -> None:
    write_text("letter.selling", "Dear {name}, {site} sells nothing in {discussion}: {guideline}.")
    comment, bob = make_comment(author=make_known("Alice")), make_moderator()
    words = "The link to your shop."
    decision = decide(comment, "remove", by=bob, reason_code="selling", reason_text=words).decision
    assert decision is not None
    told = decision.reason
    assert told.startswith("Dear Alice, ")
    assert f"sells nothing in {comment.discussion.title}: rule 4 of our guidelines" in told
    assert "/guidelines/#rule-4" in told
    assert told.endswith(words)
    assert StatusChange.objects.filter(comment=comment).latest("pk").reason == told
    [message] = post_all()
    assert "Dear Alice" in message.body
    assert "/appeal/" in message.body
    assert bob.name not in message.body
    assert "/appeal/" in html_of(message)


def test_what_was_told_stays_when_the_text_is_worded_differently_later() -> None:
    comment = make_comment(author=make_known())
    decision = decide(comment, "remove", by=make_moderator(), reason_code="selling").decision
    assert decision is not None
    write_text("letter.selling", "Other words.")
    assert "Other words." not in Decision.objects.get(pk=decision.pk).reason


def test_braces_in_a_title_or_a_name_are_not_filled() -> None:
    comment = make_comment(author=make_known("{site} {guideline}"))
    write_text("letter.selling", "Hello {name}.")
    decision = decide(comment, "remove", by=make_moderator(), reason_code="selling").decision
    assert decision is not None
    assert decision.reason == "Hello {site} {guideline}."


def test_the_form_shows_what_the_author_would_read() -> None:
    comment = make_comment(author=make_known())
    form = signed_in(make_moderator()).get(f"/moderation/comments/{comment.pk}/remove/")
    assert f"It does not belong to “{comment.discussion.title}”." in unescape(form.content.decode())


def test_the_placeholder_names_the_rule_and_leads_to_it() -> None:
    comment = make_comment(make_topic().discussion, author=make_known(), body="Buy now.")
    make_comment(comment.discussion, parent=comment, body="An answer keeps the place.")
    decide(comment, "remove", by=make_moderator(), reason_code="selling", reason_text="For you.")
    shown = Client().get(comment.discussion.url).content.decode()
    assert '<a href="/guidelines/#rule-4">Removed by a moderator: rule 4</a>' in shown
    assert "Buy now." not in shown
    assert "For you." not in shown
    assert 'id="rule-4"' in Client().get("/guidelines/").content.decode()


@pytest.mark.parametrize("number", ["-", "0", "４", "x"])
def test_a_reason_may_rest_on_no_rule(number: str) -> None:
    write_text("rule.selling", number)
    comment = make_comment(make_topic().discussion, author=make_known())
    make_comment(comment.discussion, parent=comment)
    decide(comment, "remove", by=make_moderator(), reason_code="selling")
    shown = Client().get(comment.discussion.url).content.decode()
    assert "This comment was removed by a moderator." in shown
    assert "#rule-" not in shown


def test_only_headings_with_a_number_are_rules() -> None:
    edit_page(
        page("guidelines"),
        title="Rules",
        body_source="## 12. Be kind\n\n## 7 days\n\n7. Not a heading",
        by_id=None,
    )
    shown = Client().get("/guidelines/").content.decode()
    assert '<h2 id="rule-12">12. Be kind</h2>' in shown
    assert "rule-7" not in shown


# --- Guests ------------------------------------------------------------------------------


def test_a_guest_with_a_confirmed_address_hears_by_mail_where_to_read_and_object() -> None:
    gina, bob = make_confirmed_guest(), make_moderator()
    comment = make_comment(guest=gina, body="Buy now.")
    decide(comment, "remove", by=bob, reason_code="selling")
    [message] = post_all()
    assert message.to == ["gina@example.org"]
    assert "/guest/" in message.body
    assert "/appeal/" in message.body
    assert "It advertises" in message.body
    assert bob.name not in message.body


def test_a_guest_whose_address_is_not_confirmed_gets_no_mail() -> None:
    comment = make_comment(guest=make_guest("Gustav", "gustav@example.org"))
    decide(comment, "hold", by=make_moderator(), reason_code="selling")
    assert post_all() == []
    assert not Notice.objects.exists()


def test_a_guest_reads_on_their_device_that_it_waits_again_and_why() -> None:
    comment = make_comment(guest=make_confirmed_guest())
    decide(comment, "hold", by=make_moderator(), reason_code="advice", reason_text="A moment.")
    [row] = rows_of([comment])
    assert "A moment." in row.reason
