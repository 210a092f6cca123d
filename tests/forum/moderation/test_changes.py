"""A change of a published comment that a rule holds: the old text stays, a moderator decides."""

from typing import Any

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.services import device
from accounts.viewer import Viewer
from forum.comments.models import Comment, Revision, RevisionStatus, Status
from forum.comments.refusal import Refused
from forum.comments.services.delete import delete
from forum.comments.services.edit import edit
from forum.comments.services.purge import purge
from forum.comments.services.set_status import set_status
from forum.moderation import wording
from forum.moderation.models import Case, Decision, Firing
from forum.moderation.services.decide import Outcome, decide
from forum.moderation.services.recount import recount
from forum.notifications.models import Notice
from foundation.search.api import find
from tests.factories import (
    make_comment,
    make_discussion,
    make_editor,
    make_guest,
    make_member,
    make_moderator,
)
from tests.factories_mail import post_all
from tests.factories_moderation import case_of, make_held, make_known, make_report, signed_in
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db

OLD, NEW = "I rest early.", "Look: https://a.example https://b.example https://c.example"
REASON: dict[str, Any] = {"reason_code": "selling", "reason_text": "No shops, please."}


def of(user: Any) -> Viewer:
    return Viewer.for_user(user)


def make_changed(body: str = NEW) -> Comment:
    """A comment of Charlie in a topic, and a change of it that waits."""
    comment = make_comment(make_topic().discussion, author=make_known("Charlie"), body=OLD)
    edit(comment, viewer=of(comment.author), body=body)
    return comment


def change_of(comment: Comment) -> Revision:
    return Revision.objects.waiting().get(comment=comment)


def author_of(comment: Comment) -> Client:
    assert comment.author is not None
    return signed_in(comment.author)


def settle(comment: Comment, verb: str, **options: Any) -> Outcome:
    bob = options.pop("by", None) or make_moderator()
    options.setdefault("seen", f"change-{change_of(comment).pk}")
    if verb != "approve":
        options |= REASON
    return decide(comment, verb, by=bob, case=case_of(comment), **options)


# --- waiting -----------------------------------------------------------------------------


def test_the_old_text_stays_for_everybody_while_the_new_one_waits() -> None:
    comment = make_changed()
    assert comment.status == Status.PUBLISHED
    assert change_of(comment).body_source == NEW
    case = case_of(comment)
    assert case.kind == "changed"
    assert [firing.rule for firing in case.firings.all()] == ["links"]
    url = comment.discussion.url
    for client in (Client(), signed_in(make_known("Dora")), signed_in(make_moderator())):
        page = client.get(url).content.decode()
        assert OLD in page
        assert "a.example" not in page
        assert "Your change waits" not in page


def test_the_author_reads_both_texts_and_why_it_waits() -> None:
    comment = make_changed()
    page = author_of(comment).get(comment.discussion.url).content.decode()
    assert OLD in page
    assert "Your change waits for a moderator" in page
    assert "a.example" in page
    assert "It holds 3 links." in page
    form = author_of(comment).get(f"/c/{comment.pk}/edit/").content.decode()
    assert "a.example" in form


def test_a_guest_reads_their_change_on_their_device_and_their_private_page() -> None:
    key = device.new_key()
    gina = make_guest(device_hash=device.hash_key(key))
    comment = make_comment(make_topic().discussion, guest=gina, body=OLD)
    edit(comment, viewer=Viewer(guest=gina), body="I rest before noon.")
    assert comment.body_source == OLD
    client = Client()
    client.cookies[device.COOKIE] = signing.dumps([key, True], salt=device.SALT)
    page = client.get(comment.discussion.url).content.decode()
    assert "Your change waits for a moderator" in page
    assert "I rest before noon." in page
    assert "I rest before noon." not in Client().get(comment.discussion.url).content.decode()


def test_search_notices_and_counts_follow_the_text_that_is_read() -> None:
    comment = make_changed("Lavender " + NEW)
    assert not find(Viewer.nobody(), "lavender", kinds=["comment"])
    comment.discussion.refresh_from_db()
    assert comment.discussion.comment_count == 1
    assert not Notice.objects.filter(user=comment.author).exists()
    settle(comment, "approve")
    assert find(Viewer.nobody(), "lavender", kinds=["comment"])


def test_another_change_replaces_the_one_that_waits() -> None:
    comment = make_changed()
    first = change_of(comment)
    edit(comment, viewer=of(comment.author), body=NEW + " https://d.example")
    second = change_of(comment)
    assert second.pk != first.pk
    assert Case.objects.filter(comment=comment).count() == 1
    assert Firing.objects.filter(case__comment=comment).count() == 1


def test_a_change_without_what_the_rule_minds_is_live_at_once_and_closes_the_case() -> None:
    comment = make_changed()
    edit(comment, viewer=of(comment.author), body="I rest very early.")
    assert comment.body_source == "I rest very early."
    assert not Revision.objects.waiting().exists()
    assert Case.objects.get(comment=comment).outcome == "withdrawn"


def test_going_back_to_the_live_text_takes_the_change_back() -> None:
    comment = make_changed()
    edit(comment, viewer=of(comment.author), body=OLD)
    assert not Revision.objects.filter(comment=comment).exists()
    assert Case.objects.get(comment=comment).outcome == "withdrawn"


def test_a_change_taken_back_leaves_the_reports_waiting() -> None:
    comment = make_changed()
    make_report(comment)
    edit(comment, viewer=of(comment.author), body=OLD)
    case = case_of(comment)
    assert case.kind == "reported"
    assert not case.firings.exists()


def test_a_comment_that_waits_itself_takes_the_new_text_at_once() -> None:
    nora = make_member("Nora")
    comment = make_held(author=nora)
    edit(comment, viewer=of(nora), body="Other words.")
    assert (comment.status, comment.body_source) == (Status.HELD, "Other words.")
    assert not Revision.objects.waiting().exists()
    assert case_of(comment).kind == "held"


def test_the_team_s_own_changes_do_not_wait() -> None:
    bob = make_moderator()
    comment = make_comment(author=bob, body=OLD)
    assert edit(comment, viewer=of(bob), body=NEW) == ()
    assert comment.body_source == NEW


# --- deciding ----------------------------------------------------------------------------


def test_an_approved_change_is_what_everybody_reads() -> None:
    comment = make_changed()
    written = change_of(comment).at
    outcome = settle(comment, "approve")
    comment.refresh_from_db()
    assert outcome.done
    assert comment.body_source == NEW
    assert "a.example" in comment.body_html
    assert comment.edited_at is None or comment.edited_at == written
    kept = Revision.objects.get(comment=comment)
    assert (kept.status, kept.body_source, kept.by) == (
        RevisionStatus.EARLIER,
        OLD,
        comment.author,
    )
    decision = Decision.objects.get()
    assert (decision.action, decision.before, decision.after) == (
        "accept",
        "published",
        "published",
    )
    case = Case.objects.get(comment=comment)
    assert (case.status, case.outcome) == ("closed", "accept")
    assert Notice.objects.get(user=comment.author).kind == "change.accepted"


def test_a_refused_change_leaves_the_old_text_and_tells_the_author_why() -> None:
    comment = make_changed()
    settle(comment, "reject")
    comment.refresh_from_db()
    assert comment.body_source == OLD
    kept = Revision.objects.get(comment=comment)
    assert (kept.status, kept.body_source) == (RevisionStatus.REJECTED, NEW)
    assert Decision.objects.get().action == "refuse"
    client = author_of(comment)
    page = client.get(comment.discussion.url).content.decode()
    assert "Your change was not published" in page
    assert "No shops, please." in page
    notices = client.get("/notifications/").content.decode()
    assert "No shops, please." in notices
    assert "a.example" in notices
    assert "No shops, please." in str(post_all()[-1].body)
    dora = signed_in(make_known("Dora"))
    assert "a.example" not in dora.get(comment.discussion.url).content.decode()


def test_a_refused_change_says_why() -> None:
    comment = make_changed()
    with pytest.raises(ValidationError):
        decide(
            comment,
            "reject",
            by=make_moderator(),
            case=case_of(comment),
            seen=f"change-{change_of(comment).pk}",
        )
    assert change_of(comment).body_source == NEW


@pytest.mark.parametrize("seen", ["", "published", "change-0"])
@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_nobody_decides_about_a_change_they_have_not_seen(seen: str, verb: str) -> None:
    comment = make_changed()
    outcome = settle(comment, verb, seen=seen)
    assert not outcome.done
    comment.refresh_from_db()
    assert comment.body_source == OLD
    assert change_of(comment).body_source == NEW


def test_a_change_replaced_while_a_moderator_reads_is_not_decided() -> None:
    comment = make_changed()
    seen = f"change-{change_of(comment).pk}"
    edit(comment, viewer=of(comment.author), body=NEW + " https://d.example")
    assert not settle(comment, "approve", seen=seen).done
    assert OLD == Comment.objects.get(pk=comment.pk).body_source


@pytest.mark.parametrize(("verb", "after"), [("remove", "removed"), ("spam", "spam")])
def test_the_whole_comment_can_be_removed_with_its_change(verb: str, after: str) -> None:
    comment = make_changed()
    settle(comment, verb)
    comment.refresh_from_db()
    assert comment.status == after
    assert Revision.objects.get().status == RevisionStatus.REJECTED
    assert not Case.objects.open().exists()


def test_an_author_who_deletes_the_comment_takes_the_change_along() -> None:
    comment = make_changed()
    delete(comment, viewer=of(comment.author))
    assert not Revision.objects.exists()
    assert Case.objects.get(comment=comment).outcome == "withdrawn"


def test_one_decision_settles_a_change_and_the_reports_with_it() -> None:
    comment = make_comment(make_topic().discussion, author=make_known("Charlie"), body=OLD)
    make_report(comment)
    edit(comment, viewer=of(comment.author), body=NEW)
    case = case_of(comment)
    page = signed_in(make_moderator()).get(f"/moderation/cases/{case.pk}/").content.decode()
    assert "What people reported" in page
    assert "The change that waits" in page
    settle(comment, "reject", by=make_moderator())
    assert not Case.objects.open().exists()


@pytest.mark.parametrize("make", [make_member, make_editor, make_known])
def test_members_and_editors_decide_about_no_change(make: Any) -> None:
    comment = make_changed()
    person = make("Dora")
    with pytest.raises(Refused):
        settle(comment, "approve", by=person)
    client = signed_in(person)
    case, seen = case_of(comment), f"change-{change_of(comment).pk}"
    for address in (
        f"/moderation/cases/{case.pk}/approve/?seen={seen}",
        f"/moderation/cases/{case.pk}/",
        "/moderation/queue/changed/",
    ):
        assert client.post(address).status_code in (403, 404, 405)
    assert change_of(comment).body_source == NEW


def test_authors_do_not_decide_about_their_own_change() -> None:
    comment = make_changed()
    with pytest.raises(Refused):
        settle(comment, "approve", by=comment.author)


def test_the_card_shows_both_texts_word_by_word_and_escaped() -> None:
    comment = make_changed("I rest <script>late</script>. " + NEW)
    answer = signed_in(make_moderator()).get("/moderation/queue/changed/")
    page = answer.content.decode()
    assert "Edited after approval (1)" in page
    assert "<del>" in page
    assert "<ins>" in page
    assert "&lt;script&gt;late&lt;/script&gt;" in page
    assert "<script>late" not in page
    assert f"seen=change-{change_of(comment).pk}" in page
    assert "<mark>" in page  # the words the rule rests on stand in the new text


def test_a_moderator_in_place_is_led_to_the_case() -> None:
    comment = make_changed()
    page = signed_in(make_moderator()).get(comment.discussion.url).content.decode()
    assert f"/moderation/cases/{case_of(comment).pk}/" in page
    assert f"/moderation/cases/{case_of(comment).pk}/approve/" not in page


def test_cards_of_changes_cost_no_query_each() -> None:
    client, counts = signed_in(make_moderator()), []
    for number in range(2):
        for name in ("Ann", "Ben") if number else ("Charlie",):
            author = make_known(name)
            comment = make_comment(make_discussion(), author=author, body=OLD)
            edit(comment, viewer=of(author), body=NEW)
        client.get("/moderation/queue/changed/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/moderation/queue/changed/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- repair and purge --------------------------------------------------------------------


def test_recount_finds_a_change_without_a_case_and_a_case_without_a_change() -> None:
    comment = make_changed()
    assert recount(repair=False).is_clean
    Case.objects.all().delete()
    found = recount()
    assert (found.missing, found.stale) == (1, 0)
    assert case_of(comment).kind == "changed"
    Revision.objects.waiting().delete()
    found = recount()
    assert (found.missing, found.stale) == (0, 1)
    assert Case.objects.get(comment=comment).outcome == "withdrawn"
    assert recount().is_clean


def test_nothing_is_purged_while_a_case_is_open() -> None:
    comment = make_changed("I rest very early.")
    assert Revision.objects.get().status == RevisionStatus.EARLIER
    make_report(comment)
    with pytest.raises(Refused, match="A moderator is looking"):
        purge(comment, viewer=of(comment.author))
    decide(comment, "approve", by=make_moderator(), case=case_of(comment))
    assert purge(comment, viewer=of(comment.author)) == 1


def test_the_text_a_decision_was_about_stays() -> None:
    comment = make_comment(make_topic().discussion, author=make_known("Charlie"), body=OLD)
    author = of(comment.author)
    edit(comment, viewer=author, body="Before the report.")
    make_report(comment)
    decide(comment, "approve", by=make_moderator(), case=case_of(comment))
    edit(comment, viewer=author, body="After it.")
    edit(comment, viewer=author, body="Now.")
    assert purge(comment, viewer=author) == 2
    left = Revision.objects.exclude(status=RevisionStatus.PURGED)
    assert [revision.body_source for revision in left] == ["Before the report."]


def test_a_refused_change_stays_as_evidence() -> None:
    comment = make_changed()
    settle(comment, "reject")
    with pytest.raises(Refused, match="a moderator decided"):
        purge(comment, viewer=of(comment.author))
    assert Revision.objects.get().body_source == NEW


def test_a_removed_comment_is_not_purged() -> None:
    comment = make_changed("I rest very early.")
    set_status(comment, Status.REMOVED, by=make_moderator(), reason="No.")
    with pytest.raises(Refused):
        purge(comment, viewer=of(comment.author))


# --- two texts word by word --------------------------------------------------------------

TEXTS = st.text(alphabet="ab \n<é", max_size=60)


@given(TEXTS, TEXTS)
def test_the_comparison_loses_and_invents_nothing(old: str, new: str) -> None:
    pieces = wording.compare(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "old") == new


def test_one_changed_word_is_one_word() -> None:
    pieces = wording.compare("I rest early every day.", "I rest late every day.")
    assert [(piece.kind, piece.text.strip()) for piece in pieces] == [
        ("same", "I rest"),
        ("old", "early"),
        ("new", "late"),
        ("same", "every day."),
    ]


# --- kept pages --------------------------------------------------------------------------


def test_a_kept_page_shows_an_approved_change_at_once_and_a_waiting_one_never(
    settings: Any,
) -> None:
    settings.PAGE_CACHE = True
    comment = make_comment(make_topic().discussion, author=make_known("Charlie"), body=OLD)
    url = comment.discussion.url

    def read() -> str:
        return Client().get(url).content.decode()

    assert OLD in read()
    edit(comment, viewer=of(comment.author), body=NEW)
    author_of(comment).get(url)
    assert OLD in read()
    assert "a.example" not in read()
    settle(comment, "approve")
    assert "a.example" in read()
    assert OLD not in read()
