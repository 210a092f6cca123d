"""A comment is held exactly as long as it has an open case."""

import pytest

from accounts.viewer import Viewer
from forum.comments.models import Comment, Status
from forum.comments.services.delete import delete
from forum.comments.services.edit import edit
from forum.comments.services.post import post
from forum.comments.services.set_status import set_status
from forum.moderation.models import Case
from forum.moderation.services.cases import close, open_case
from forum.moderation.services.recount import recount
from foundation.branding import settings
from tests.factories import make_comment, make_discussion, make_guest, make_member, make_moderator
from tests.factories_moderation import (
    case_of,
    make_held,
    make_held_by_guest,
    make_known,
    make_report,
)

pytestmark = pytest.mark.django_db

MANY_LINKS = "https://a.example https://b.example https://c.example"


def test_a_held_comment_opens_a_case_with_what_fired() -> None:
    comment = make_held_by_guest(body=MANY_LINKS)
    assert comment.status == Status.HELD
    case = case_of(comment)
    assert case.kind == "held"
    firings = {firing.rule: firing for firing in case.firings.all()}
    assert {"guest_always", "links", "link_only"} <= set(firings)
    span = firings["links"]
    assert span.start is not None
    assert "c.example" in comment.body_source[span.start : span.end]


def test_a_known_member_is_published_without_a_case() -> None:
    charlie = make_known()
    comment = post(make_discussion(), viewer=Viewer.for_user(charlie), body="Hello").comment
    assert comment.status == Status.PUBLISHED
    assert not Case.objects.filter(comment=comment).exists()


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (Status.PUBLISHED, "approve"),
        (Status.REJECTED, "reject"),
        (Status.SPAM, "spam"),
        (Status.REMOVED, "remove"),
    ],
)
def test_leaving_held_closes_the_case(status: Status, outcome: str) -> None:
    comment = make_held()
    set_status(comment, status, by=make_moderator())
    case = Case.objects.get(comment=comment)
    assert (case.status, case.outcome) == ("closed", outcome)


def test_an_author_who_takes_a_held_comment_back_closes_the_case() -> None:
    nora = make_member("Nora")
    comment = make_held(author=nora)
    delete(comment, viewer=Viewer.for_user(nora))
    assert Case.objects.get(comment=comment).outcome == "withdrawn"


def test_holding_again_opens_a_new_case() -> None:
    comment = make_held()
    bob = make_moderator()
    set_status(comment, Status.PUBLISHED, by=bob)
    set_status(comment, Status.HELD, by=bob)
    assert Case.objects.filter(comment=comment).count() == 2
    assert case_of(comment).kind == "held"


def test_a_change_of_a_reported_comment_waits_in_the_case_of_the_reports() -> None:
    charlie = make_known()
    comment = make_comment(author=charlie)
    report = make_report(comment)
    edit(comment, viewer=Viewer.for_user(charlie), body=MANY_LINKS)
    case = case_of(comment)
    assert case.pk == report.case_id
    assert case.kind == "reported"
    assert case.reports.count() == 1
    assert case.firings.filter(rule="links").exists()


def test_changing_a_held_text_replaces_what_fired() -> None:
    nora = make_member("Nora")
    comment = make_held(author=nora, body=MANY_LINKS)
    edit(comment, viewer=Viewer.for_user(nora), body="Without any link now.")
    assert [firing.rule for firing in case_of(comment).firings.all()] == ["first_comments"]


def test_what_is_clearly_spam_waits_for_nobody_and_can_be_found() -> None:
    from accounts.services.newcomer import Newcomer

    comment = post(
        make_discussion(),
        viewer=Viewer.nobody(),
        body="Buy now",
        newcomer=Newcomer(name="Gus", email="gus@example.org", website="", device_key=""),
        form={"trap": "x"},
    ).comment
    assert comment.status == Status.SPAM
    case = Case.objects.get(comment=comment)
    assert (case.status, case.outcome) == ("closed", "spam")
    assert "honeypot" in {firing.rule for firing in case.firings.all()}


def test_restored_spam_leaves_the_spam_tab() -> None:
    comment = make_held()
    bob = make_moderator()
    set_status(comment, Status.SPAM, by=bob)
    set_status(comment, Status.PUBLISHED, by=bob)
    assert Case.objects.get(comment=comment).outcome == "approve"


def test_a_published_comment_marked_as_spam_without_a_case_can_be_found() -> None:
    comment = make_comment()
    set_status(comment, Status.SPAM, by=make_moderator())
    assert Case.objects.get(comment=comment).outcome == "spam"


def test_opening_twice_gives_one_case_with_the_higher_priority() -> None:
    nora, gina = make_member("Nora"), make_guest()
    assert open_case("sign-up", user=nora).pk == open_case("sign-up", user=nora, priority=7).pk
    assert Case.objects.get(user=nora).priority == 7
    assert open_case("guest", guest=gina, priority=7).pk == open_case("guest", guest=gina).pk
    assert Case.objects.get(guest=gina).priority == 7
    assert open_case("feedback").pk != open_case("feedback").pk


def test_a_case_is_closed_once() -> None:
    case = open_case("feedback")
    same = Case.objects.get(pk=case.pk)
    assert close(case, "done")
    assert not close(same, "done")


def test_recount_finds_and_mends_what_does_not_agree() -> None:
    held = make_held()
    make_held(author=make_member("Olga"))
    laid_in = make_comment(status="held")
    reported = make_comment(author=make_known())
    make_report(reported)
    assert recount(repair=False).missing == 1
    Comment.objects.filter(pk=held.pk).update(status=Status.REJECTED, shown=False)
    Comment.objects.filter(pk=reported.pk).update(status=Status.REMOVED, shown=False)
    found = recount()
    assert (found.missing, found.stale) == (1, 2)
    assert recount().is_clean
    assert case_of(laid_in).waiting_since == laid_in.created_at
    assert Case.objects.get(comment=held).outcome == "reject"
    assert Case.objects.get(comment=reported).outcome == "remove"


def test_the_rule_of_first_comments_can_be_switched_off() -> None:
    settings.set_value("first_comments_held", 0)
    assert make_held().status == Status.PUBLISHED
