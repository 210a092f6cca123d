from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Sanction
from accounts.policies import sanction_of, writing_refusal
from accounts.viewer import Viewer
from tests.factories import make_guest, make_member, suspend

pytestmark = pytest.mark.django_db


def test_a_visitor_and_a_member_in_good_standing_may_write() -> None:
    suspend(make_member("Noa"))
    assert writing_refusal(Viewer.nobody()) is None
    assert writing_refusal(Viewer.for_user(make_member("Alice"))) is None
    assert writing_refusal(Viewer(guest=make_guest())) is None


def test_the_refusal_says_until_when_and_why_and_never_the_note() -> None:
    alice = make_member("Alice")
    Sanction.objects.create(
        user=alice, reason="Please be kind.", note="Third time.",
        ends_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    said = writing_refusal(Viewer.for_user(alice)) or ""
    assert "until" in said
    assert "Please be kind." in said
    assert "Third time" not in said


def test_a_sanction_without_end_says_so() -> None:
    gina = make_guest()
    Sanction.objects.create(guest=gina, reason="Advertising.")
    said = writing_refusal(Viewer(guest=gina)) or ""
    assert "Advertising." in said
    assert "until" not in said


def test_a_sanction_ends_by_itself_or_by_being_lifted_and_begins_when_it_begins() -> None:
    alice = make_member("Alice")
    viewer = Viewer.for_user(alice)
    row = suspend(alice)
    now = timezone.now()
    for change in (
        {"lifted_at": now},
        {"lifted_at": None, "starts_at": now - timedelta(days=2), "ends_at": now},
        {"starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=2)},
    ):
        Sanction.objects.filter(pk=row.pk).update(**change)
        assert writing_refusal(viewer) is None, change


def test_the_longest_of_several_sanctions_is_told() -> None:
    alice = make_member("Alice")
    suspend(alice, days=3, reason="Short.")
    for_ever = Sanction.objects.create(user=alice, reason="For ever.")
    suspend(alice, days=9, reason="Long.")
    assert sanction_of(Viewer.for_user(alice)) == for_ever
    for_ever.delete()
    assert "Long." in (writing_refusal(Viewer.for_user(alice)) or "")
