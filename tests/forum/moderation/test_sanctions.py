"""Suspension: until a date, with a reason the person reads; then they can write nowhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Sanction, User
from accounts.policies import writing_refusal
from accounts.viewer import Viewer
from forum.comments.models import Comment, MarkKind
from forum.comments.refusal import Refused
from forum.comments.services.edit import edit
from forum.comments.services.mark import mark
from forum.comments.services.post import post
from forum.moderation.models import Decision
from forum.moderation.services import discussions, sanctions, watch
from forum.moderation.services.decide import decide
from forum.moderation.services.report import report
from tests.factories import (
    make_administrator,
    make_comment,
    make_discussion,
    make_editor,
    make_member,
    make_moderator,
)
from tests.factories_moderation import make_held, make_known

pytestmark = pytest.mark.django_db

REASON = "You attacked another member twice."


def suspend(person: User, by: User, *, days: int = 3, reason: str = REASON) -> Sanction:
    until = timezone.now() + timedelta(days=days)
    return sanctions.suspend(person, by=by, until=until, reason=reason, note="Second time")


def test_a_suspended_member_reads_why_and_until_when() -> None:
    charlie, bob = make_known(), make_moderator()
    suspend(charlie, bob)
    refusal = writing_refusal(Viewer.for_user(charlie))
    assert refusal is not None
    assert REASON in refusal
    assert "Second time" not in refusal
    decision = Decision.objects.get()
    assert (decision.action, decision.person, decision.by) == ("suspend", charlie, bob)
    assert decision.sanction == Sanction.objects.get()


WRITES: dict[str, Callable[[User, Comment, Comment], object]] = {
    "post": lambda user, own, other: post(
        other.discussion, viewer=Viewer.for_user(user), body="Hello"
    ),
    "reply": lambda user, own, other: post(
        other.discussion, viewer=Viewer.for_user(user), body="Hello", parent=other
    ),
    "start a topic": lambda user, own, other: post(
        make_discussion(kind="topic", started_by=user),
        viewer=Viewer.for_user(user),
        body="Hello",
        kind="opening",  # type: ignore[arg-type]
        title="A question",
    ),
    "edit": lambda user, own, other: edit(own, viewer=Viewer.for_user(user), body="Changed"),
    "mark": lambda user, own, other: mark(other, MarkKind.HELPFUL, viewer=Viewer.for_user(user)),
    "report": lambda user, own, other: report(other, viewer=Viewer.for_user(user), reason="spam"),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_suspended_member_can_write_nowhere(write: str) -> None:
    charlie = make_known()
    own, other = make_comment(author=charlie), make_comment()
    suspend(charlie, make_moderator())
    with pytest.raises(PermissionDenied, match="attacked another member"):
        WRITES[write](charlie, own, other)


@pytest.mark.parametrize("write", WRITES)
def test_after_the_date_or_when_released_they_write_again(write: str) -> None:
    charlie, bob = make_known(), make_moderator()
    own, other = make_comment(author=charlie), make_comment()
    suspend(charlie, bob)
    Sanction.objects.update(
        starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=1)
    )
    WRITES[write](charlie, own, other)


def test_a_suspended_moderator_moderates_nothing() -> None:
    bob, ada = make_moderator(), make_administrator()
    suspend(bob, ada)
    held, nora = make_held(), make_member("Nora")
    for work in (
        lambda: decide(held, "approve", by=bob),
        lambda: suspend(nora, bob),
        lambda: sanctions.lift(nora, by=bob),
        lambda: watch.add_word("casino", mode="whole", by=bob),
        lambda: discussions.lock(held.discussion, by=bob),
    ):
        with pytest.raises(Refused, match="until"):
            work()


def test_lifting_ends_every_suspension_and_leaves_a_row() -> None:
    charlie, bob = make_known(), make_moderator()
    suspend(charlie, bob)
    suspend(charlie, bob, days=9)
    assert sanctions.lift(charlie, by=bob)
    assert not sanctions.lift(charlie, by=bob)
    assert writing_refusal(Viewer.for_user(charlie)) is None
    assert Decision.objects.filter(action="lift").count() == 1
    assert set(Sanction.objects.values_list("lifted_by", flat=True)) == {bob.pk}


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [
        (3, " ", "reason"),
        (3, "x" * 601, "reason"),
        (0, REASON, "until"),
        (-2, REASON, "until"),
        (400, REASON, "until"),
    ],
)
def test_a_suspension_needs_a_reason_and_a_sensible_date(
    days: int, reason: str, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        suspend(make_known(), make_moderator(), days=days, reason=reason)
    assert field in refused.value.error_dict
    assert not Sanction.objects.exists()


@pytest.mark.parametrize(
    ("by", "whom", "allowed"),
    [
        (make_member, make_known, False),
        (make_editor, make_known, False),
        (make_moderator, make_known, True),
        (make_moderator, make_editor, False),
        (make_moderator, make_administrator, False),
        (make_administrator, make_editor, True),
        (make_administrator, make_moderator, True),
    ],
)
def test_who_may_suspend_whom(
    by: Callable[[], User], whom: Callable[[], User], allowed: bool
) -> None:
    actor, person = by(), whom()
    if allowed:
        suspend(person, actor)
        assert sanctions.lift(person, by=actor)
    else:
        with pytest.raises(Refused):
            suspend(person, actor)
        with pytest.raises(Refused):
            sanctions.lift(person, by=actor)


def test_nobody_suspends_themselves_or_the_site() -> None:
    bob = make_moderator()
    for person in (bob, User.objects.site()):
        with pytest.raises(Refused):
            suspend(person, bob)


def test_a_member_suspended_between_opening_the_form_and_sending_it_is_refused() -> None:
    from tests.factories_moderation import signed_in

    charlie, place = make_known(), make_discussion()
    client = signed_in(charlie)
    client.get(f"/d/{place.pk}/comment/")
    suspend(charlie, make_moderator())
    answer = client.post(f"/d/{place.pk}/comment/", {"body": "My long text"})
    assert answer.status_code in (403, 422)
    assert "attacked another member" in answer.content.decode()
    assert "My long text" in answer.content.decode()
    assert not Comment.objects.filter(discussion=place).exists()
