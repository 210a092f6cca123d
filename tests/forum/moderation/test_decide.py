"""Each decision, for each role; one outcome; a row that says who, when and why."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Comment, DiscussionStatus, Status
from forum.comments.refusal import Refused
from forum.comments.services import discussions as engine
from forum.moderation import kinds
from forum.moderation.kinds import CaseCard, Verb, register
from forum.moderation.models import Case, Decision
from forum.moderation.services import discussions
from forum.moderation.services.cases import open_case
from forum.moderation.services.decide import decide, settle
from tests.factories import (
    make_administrator,
    make_audience,
    make_comment,
    make_discussion,
    make_editor,
    make_member,
    make_moderator,
    suspend,
)
from tests.factories_moderation import (
    case_of,
    make_held,
    make_held_by_guest,
    make_known,
    make_report,
)
from tests.race import race

REASON: dict[str, Any] = {
    "reason_code": "off_topic",
    "reason_text": "Please ask in the garden board.",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "after"),
    [("approve", "published"), ("reject", "rejected"), ("spam", "spam")],
)
def test_a_held_comment_is_decided_with_a_row(verb: str, after: str) -> None:
    comment, bob = make_held(), make_moderator()
    case = case_of(comment)
    outcome = decide(comment, verb, by=bob, case=case, seen="held", note="Mine", **REASON)
    comment.refresh_from_db()
    assert outcome.done
    assert comment.status == after
    decision = Decision.objects.get()
    assert (decision.by, decision.case, decision.comment) == (bob, case, comment)
    assert (decision.action, decision.before, decision.after) == (verb, "held", after)
    assert (decision.reason_code, decision.note) == ("off_topic", "Mine")
    assert decision.person == comment.author
    case.refresh_from_db()
    assert case.status == "closed"


@pytest.mark.django_db
def test_approve_and_reply_publishes_both_and_speaks_as_a_moderator() -> None:
    comment, bob = make_held_by_guest(), make_moderator()
    outcome = decide(comment, "reply", by=bob, seen="held", reply="Welcome here.")
    assert outcome.reply is not None
    outcome.reply.refresh_from_db()
    assert (outcome.reply.parent, outcome.reply.hat) == (comment, "moderator")
    assert outcome.reply.status == Status.PUBLISHED
    comment.refresh_from_db()
    assert comment.status == Status.PUBLISHED


@pytest.mark.django_db
@pytest.mark.parametrize("reply", ["", "   ", "x" * 10_001])
def test_a_reply_that_cannot_be_sent_approves_nothing(reply: str) -> None:
    comment = make_held()
    with pytest.raises(ValidationError):
        decide(comment, "reply", by=make_moderator(), reply=reply)
    comment.refresh_from_db()
    assert comment.status == Status.HELD
    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_a_moderator_may_reply_in_a_closed_discussion() -> None:
    comment = make_held()
    engine.lock(comment.discussion, by=None)
    assert decide(comment, "reply", by=make_moderator(), reply="Welcome.").done


@pytest.mark.django_db
def test_a_reported_comment_is_kept_or_removed() -> None:
    kept, removed = make_comment(author=make_known()), make_comment(author=make_known("Dora"))
    make_report(kept, by=make_member("Rita"))
    make_report(removed, by=make_member("Ruth"))
    bob = make_moderator()
    assert decide(kept, "approve", by=bob, case=case_of(kept), seen="published").done
    assert decide(removed, "remove", by=bob, case=case_of(removed), seen="published", **REASON).done
    assert Case.objects.get(comment=kept).outcome == "keep"
    assert Case.objects.get(comment=removed).outcome == "remove"
    removed.refresh_from_db()
    assert removed.status == Status.REMOVED
    assert list(Decision.objects.order_by("id").values_list("action", flat=True)) == [
        "keep",
        "remove",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["rejected", "spam", "removed"])
def test_what_was_taken_away_can_be_published_again(status: str) -> None:
    comment = make_comment(status=status)
    assert decide(comment, "restore", by=make_moderator(), seen=status).done
    comment.refresh_from_db()
    assert comment.status == Status.PUBLISHED


@pytest.mark.django_db
def test_a_comment_nobody_reported_can_be_removed_in_place() -> None:
    comment = make_comment(author=make_known())
    outcome = decide(comment, "remove", by=make_moderator(), seen="published", **REASON)
    assert outcome.decision is not None
    assert outcome.decision.case is not None
    assert outcome.decision.case.outcome == "remove"


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["reject", "remove"])
def test_a_reason_from_the_list_is_required(verb: str) -> None:
    comment = make_held() if verb == "reject" else make_comment()
    bob = make_moderator()
    wrong: list[dict[str, Any]] = [
        {},
        {"reason_code": "unheard_of"},
        {"reason_text": "Only words"},
        {"reason_code": "other"},
        {"reason_code": "other", "reason_text": "x" * 601},
    ]
    for facts in wrong:
        with pytest.raises(ValidationError):
            decide(comment, verb, by=bob, **facts)
    assert not Decision.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "verb"),
    [
        ("held", "remove"),
        ("held", "restore"),
        ("published", "approve"),
        ("published", "reject"),
        ("published", "restore"),
        ("rejected", "approve"),
        ("removed", "spam"),
        ("spam", "approve"),
        ("deleted", "restore"),
        ("deleted", "approve"),
    ],
)
def test_a_decision_that_does_not_fit_the_status_changes_nothing(status: str, verb: str) -> None:
    comment = make_comment(status=status)
    outcome = decide(comment, verb, by=make_moderator(), **REASON)
    assert not outcome.done
    comment.refresh_from_db()
    assert comment.status == status


@pytest.mark.django_db
def test_an_unknown_decision_is_a_fault() -> None:
    with pytest.raises(ValueError, match="hide"):
        decide(make_comment(), "hide", by=make_moderator())


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["approve", "reply", "reject", "spam", "remove", "restore"])
@pytest.mark.parametrize("make", [make_member, make_editor])
def test_members_and_editors_decide_nothing(make: Callable[[], User], verb: str) -> None:
    comment = make_held(author=make_member("Nora"))
    with pytest.raises(Refused):
        decide(comment, verb, by=make(), reply="Hello", **REASON)
    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_a_suspended_moderator_decides_nothing() -> None:
    bob = make_moderator()
    suspend(bob)
    with pytest.raises(Refused, match="until"):
        decide(make_held(), "approve", by=bob)


@pytest.mark.django_db
def test_nobody_but_an_administrator_decides_about_their_own_comment() -> None:
    bob, ada = make_moderator(), make_administrator()
    with pytest.raises(Refused, match="your own"):
        decide(make_comment(author=bob), "remove", by=bob, **REASON)
    assert decide(make_comment(author=ada), "remove", by=ada, **REASON).done


@pytest.mark.django_db
def test_the_second_moderator_hears_who_was_first() -> None:
    comment, bob, carol = make_held(), make_moderator(), make_moderator("Carol")
    case = case_of(comment)
    decide(comment, "approve", by=bob, case=case, seen="held")
    late = decide(comment, "reject", by=carol, case=case, seen="held", **REASON)
    assert not late.done
    assert late.decision is not None
    assert late.decision.by == bob
    comment.refresh_from_db()
    assert comment.status == Status.PUBLISHED


@pytest.mark.django_db
def test_a_case_that_was_kept_is_not_removed_from_an_old_page() -> None:
    comment = make_comment(author=make_known())
    make_report(comment)
    case = case_of(comment)
    decide(comment, "approve", by=make_moderator(), case=case, seen="published")
    late = decide(
        comment, "remove", by=make_moderator("Carol"), case=case, seen="published", **REASON
    )
    assert not late.done
    comment.refresh_from_db()
    assert comment.status == Status.PUBLISHED


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_give_one_outcome() -> None:
    comment = make_held()
    bob, carol = make_moderator(), make_moderator("Carol")
    case = case_of(comment)

    def fresh() -> Comment:
        return Comment.objects.get(pk=comment.pk)

    outcomes = race(
        [
            lambda: decide(fresh(), "approve", by=bob, case=case, seen="held"),
            lambda: decide(fresh(), "reject", by=carol, case=case, seen="held", **REASON),
        ]
    )
    assert sorted(outcome.done for outcome in outcomes) == [False, True]
    decision = Decision.objects.get()
    comment.refresh_from_db()
    assert comment.status == decision.after
    assert Case.objects.open().count() == 0
    [late] = [outcome for outcome in outcomes if not outcome.done]
    assert late.decision == decision


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_two_moderators_who_close_one_feedback_give_one_outcome(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kinds, "_kinds", dict(kinds.registered()))
    register("test", label="Test", load=_no_cards, verbs=[Verb("seen", "Seen")])
    case = open_case("test")
    bob, carol = make_moderator(), make_moderator("Carol")
    outcomes = race(
        [
            lambda: settle(Case.objects.get(pk=case.pk), "seen", by=bob),
            lambda: settle(Case.objects.get(pk=case.pk), "seen", by=carol),
        ]
    )
    assert sorted(outcome.done for outcome in outcomes) == [False, True]
    assert Decision.objects.count() == 1


def _no_cards(viewer: Viewer, ids: object) -> dict[int, CaseCard]:
    return {}


# --- lock, pin, move ----------------------------------------------------------------------


@pytest.mark.django_db
def test_lock_pin_and_move_leave_a_row_once() -> None:
    place, bob = make_discussion(), make_moderator()
    assert discussions.lock(place, by=bob, reason="It went in circles.")
    assert not discussions.lock(place, by=bob)
    assert place.status == DiscussionStatus.LOCKED
    assert discussions.unlock(place, by=bob)
    assert discussions.pin(place, by=bob)
    assert discussions.unpin(place, by=bob)
    assert discussions.move(place, by=bob, shelf=7, audience=make_audience())
    place.refresh_from_db()
    assert (place.status, place.rank, place.shelf) == ("open", 0, 7)
    actions = Decision.objects.order_by("id").values_list("action", "reason_text")
    assert list(actions) == [
        ("lock", "It went in circles."),
        ("unlock", ""),
        ("pin", ""),
        ("unpin", ""),
        ("move", ""),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_member, make_editor])
def test_only_moderators_lock_and_pin(make: Callable[[], User]) -> None:
    place, person = make_discussion(), make()
    for verb in (discussions.lock, discussions.unlock, discussions.pin, discussions.unpin):
        with pytest.raises(Refused):
            verb(place, by=person)
