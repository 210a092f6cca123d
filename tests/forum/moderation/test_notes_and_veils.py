"""What moderators put around a text that stays as it is: a note under it, a veil before it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from forum.comments.models import Comment, CommentKind, ContextNote
from forum.comments.refusal import Refused
from forum.comments.services.rerender import rerender
from forum.moderation.models import Decision
from forum.moderation.services.amend import amend
from forum.moderation.services.decide import decide
from forum.moderation.services.undo import undo
from forum.notifications import kinds
from forum.notifications.models import Level, Notice
from forum.notifications.services.channels import of_discussion
from forum.notifications.services.follow import follow
from foundation.jobs.worker import run_due
from foundation.search.models import Document
from foundation.search.services.index import rebuild
from tests.factories import make_comment, make_member, make_moderator, write
from tests.factories_mail import post_all
from tests.factories_moderation import make_held, make_known, make_report, signed_in
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db

SAD = "I did not want to go on."


def sad(author: User | None = None) -> Comment:
    return make_comment(make_topic().discussion, author=author or make_known(), body=SAD)


def act(comment: Comment, verb: str, *, by: User | None = None, **words: Any) -> Decision:
    found = amend(comment, verb, by=by or make_moderator(), **words).decision
    assert found is not None
    comment.refresh_from_db()
    return found


def page_of(comment: Comment, client: Client | None = None) -> str:
    answer = (client or Client()).get(comment.get_absolute_url(), follow=True)
    return answer.content.decode()


def columns(comment: Comment) -> dict[str, Any]:
    return dict(Comment.objects.filter(pk=comment.pk).values().get())


# --- Notes -------------------------------------------------------------------------------


def test_a_note_stands_under_the_comment_with_its_source_and_no_name() -> None:
    comment, bob = sad(), make_moderator()
    act(comment, "note", by=bob, text="Studies say *otherwise*.", source="https://who.int/x?a=1")
    page = page_of(comment)
    assert "<em>otherwise</em>" in page
    assert 'href="https://who.int/x?a=1"' in page
    assert ">who.int</a>" in page
    assert "Added by the moderators" in page
    assert bob.name not in page
    assert SAD in page


def test_a_moderator_may_sign_by_name() -> None:
    comment = sad()
    act(comment, "note", text="See there.", by_name=True)
    assert "Added by Bob, moderator" in page_of(comment)


def test_a_note_is_cleaned_like_every_text() -> None:
    comment = sad()
    text = "<script>alert(1)</script> [x](javascript:alert(1))"
    act(comment, "note", text=text, source="https://a.example/>(<b>")
    assert "<script" not in comment.note_html
    assert "javascript:" not in comment.note_html.replace("[x](javascript:", "")
    assert "<b>" not in comment.note_html


@pytest.mark.parametrize("text", ["", "  ", "x" * 1001])
def test_a_note_says_something_and_not_everything(text: str) -> None:
    with pytest.raises(ValidationError):
        amend(sad(), "note", by=make_moderator(), text=text)


def test_what_is_no_address_comes_back_with_what_was_typed() -> None:
    comment, bob = sad(), signed_in(make_moderator())
    sent = {"text": "See there.", "source": "javascript:alert(1)"}
    answer = bob.post(f"/moderation/comments/{comment.pk}/note/", sent)
    assert answer.status_code == 422
    assert "See there." in answer.content.decode()
    assert not ContextNote.objects.exists()


def test_a_comment_has_one_note_and_the_second_hand_is_told() -> None:
    comment = sad()
    act(comment, "note", text="One.")
    assert not amend(comment, "note", by=make_moderator("Carol"), text="Two.").done
    act(comment, "unnote", by=make_moderator("Carol"))
    act(comment, "note", by=make_moderator("Carol"), text="Two.")
    assert "Two." in page_of(comment)
    assert "One." not in page_of(comment)


def test_a_note_is_drawn_again_with_its_comment() -> None:
    comment = sad()
    act(comment, "note", text="**Look.**")
    Comment.objects.filter(pk=comment.pk).update(render_version=0, note_html="old")
    rerender()
    comment.refresh_from_db()
    assert "<strong>Look.</strong>" in comment.note_html


# --- Veils -------------------------------------------------------------------------------


def test_a_veiled_comment_says_what_it_is_about_and_is_opened_without_a_script() -> None:
    comment = sad()
    act(comment, "veil", topic="suicide <b>")
    page = page_of(comment)
    assert '<details class="comment-body veil"><summary class="action">' in page
    assert "Sensitive: suicide &lt;b&gt;" in page


@pytest.mark.parametrize("topic", ["", " \n", "x" * 61])
def test_a_veil_says_in_a_few_words_what_it_is_about(topic: str) -> None:
    with pytest.raises(ValidationError):
        amend(sad(), "veil", by=make_moderator(), topic=topic)


def test_no_list_and_no_search_shows_what_is_veiled(queue: None) -> None:
    alice = make_known("Alice")
    comment = sad(alice)
    act(comment, "veil", topic="suicide")
    run_due()
    assert not Document.objects.filter(body__contains="go on").exists()
    rebuild()
    assert not Document.objects.filter(body__contains="go on").exists()
    person = Client().get(f"/people/{alice.handle}/").content.decode()
    assert "Sensitive: suicide" in person
    assert SAD not in person


def test_the_description_of_a_topic_does_not_show_what_is_veiled() -> None:
    topic = make_topic(body=SAD)
    opening = Comment.objects.get(discussion=topic.discussion, kind=CommentKind.OPENING)
    assert Client().get(topic.get_absolute_url()).content.decode().count(SAD) > 1
    act(opening, "veil", topic="suicide")
    page = Client().get(topic.get_absolute_url()).content.decode()
    assert page.count(SAD) == 1  # behind its veil


def test_no_mail_shows_what_was_veiled_meanwhile(queue: None) -> None:
    zoe, place = make_member("Zoe"), make_topic().discussion
    follow(zoe, of_discussion(place.pk), Level.ALL)
    comment = write(place, make_known("Alice"), SAD)
    run_due()
    act(comment, "veil", topic="suicide")
    [message] = [mail for mail in post_all() if zoe.email in mail.to]
    assert SAD not in message.body
    assert "Sensitive: suicide" in message.body


# --- Both --------------------------------------------------------------------------------

NOTE: dict[str, Any] = {"text": "See there.", "source": "https://who.int/"}
VEIL: dict[str, Any] = {"topic": "suicide"}


@pytest.mark.parametrize(
    ("before", "verb", "words"),
    [
        ([], "note", NOTE),
        ([("note", NOTE)], "unnote", {}),
        ([], "veil", VEIL),
        ([("veil", VEIL)], "unveil", {}),
        ([("note", NOTE), ("veil", VEIL)], "unveil", {}),
    ],
)
def test_taken_back_everything_stands_as_before(
    before: list[tuple[str, dict[str, str]]], verb: str, words: dict[str, str]
) -> None:
    comment, bob = sad(), make_moderator()
    for earlier, said in before:
        act(comment, earlier, by=bob, **said)
    was = columns(comment)
    decision = act(comment, verb, by=bob, **words)
    assert columns(comment) != was
    assert decision.may_be_undone
    undo(decision, by=make_moderator("Carol"))
    assert columns(comment) == was


def test_undone_at_once_the_author_hears_nothing(queue: None) -> None:
    comment, bob = sad(), make_moderator()
    run_due()
    Notice.objects.all().delete()
    undo(act(comment, "veil", by=bob, **VEIL), by=bob)
    run_due()
    assert not Notice.objects.exists()


def test_the_author_reads_that_there_is_a_note_and_gets_no_mail() -> None:
    comment, bob = sad(), make_moderator()
    act(comment, "note", by=bob, **NOTE)
    act(comment, "veil", by=bob, **VEIL)
    told = Notice.objects.filter(user=comment.author).values_list("kind", flat=True)
    assert {kinds.NOTED, kinds.VEILED} <= set(told)
    assert post_all() == []


def test_only_what_everybody_reads_gets_a_note_or_a_veil() -> None:
    bob = make_moderator()
    removed = sad()
    decide(removed, "remove", by=bob, reason_code="claim")
    for comment in (make_held(), removed):
        assert not amend(comment, "veil", by=bob, **VEIL).done
        assert not amend(comment, "note", by=bob, **NOTE).done


def test_a_reported_comment_gets_both_and_its_case_stays_open() -> None:
    comment = sad()
    case = make_report(comment).case
    act(comment, "note", case=case, **NOTE)
    act(comment, "veil", case=case, **VEIL)
    case.refresh_from_db()
    assert case.is_open


def test_only_moderators_may_and_not_with_their_own() -> None:
    bob = make_moderator()
    for by, comment in ((make_known("Zoe"), sad()), (bob, sad(bob))):
        with pytest.raises(Refused):
            amend(comment, "veil", by=by, **VEIL)


def test_a_page_asks_no_more_for_a_note_and_a_veil() -> None:
    plain, framed = sad(), sad()
    act(framed, "note", **NOTE)
    act(framed, "veil", by=make_moderator("Carol"), **VEIL)

    def count(comment: Comment) -> int:
        Client().get(f"{comment.discussion.url}?warm=1")
        with CaptureQueriesContext(connection) as asked:
            Client().get(f"{comment.discussion.url}?again=1")
        return len(asked)

    assert count(framed) == count(plain)


@pytest.mark.parametrize("fields", [{"status": "x"}, {"text": ""}])
def test_the_database_holds_a_note_to_its_kinds(fields: dict[str, str]) -> None:
    act(sad(), "note", **NOTE)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContextNote.objects.update(**fields)


def test_the_database_shows_one_note_for_a_comment() -> None:
    comment = sad()
    act(comment, "note", **NOTE)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContextNote.objects.create(comment=comment, text="Another.")
