"""What people who wait are told, and what the team sees of its own work."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from forum.moderation import waiting
from forum.moderation.figures import figures
from forum.moderation.models import Case, Decision, Opinion
from forum.moderation.services import appeals, opinions
from forum.moderation.services.decide import decide
from forum.moderation.services.waiting import ENOUGH, measure
from foundation.branding import settings
from tests.factories import make_comment, make_discussion, make_editor, make_member, make_moderator
from tests.factories_moderation import (
    case_of,
    make_appeal,
    make_held,
    make_held_by_guest,
    make_known,
    signed_in,
)

pytestmark = pytest.mark.django_db


def decided(number: int, minutes: int, *, by_hand: bool = True) -> None:
    """So many held comments were looked at after so many minutes."""
    end = timezone.now() - timedelta(hours=1)
    bob = make_moderator(f"Bob {number} {minutes}")
    place, author = make_discussion(), make_known(f"Olga {number} {minutes}")
    for _ in range(number):
        case = Case.objects.create(
            kind="held",
            comment=make_comment(place, author=author),
            status="closed",
            outcome="approve",
            waiting_since=end - timedelta(minutes=minutes),
            closed_at=end,
        )
        if by_hand:
            Decision.objects.create(case=case, action="approve", by=bob, comment=case.comment)


def test_eight_of_ten_waited_no_longer_than_is_told() -> None:
    decided(15, 11)
    decided(5, 25)
    assert measure() == 30
    assert waiting.sentence() == "Usually a moderator has looked within 30 minutes."
    decided(15, 3)
    assert measure() == 20


def test_too_few_say_nothing_and_what_nobody_looked_at_does_not_count() -> None:
    decided(ENOUGH - 1, 10)
    decided(5, 10, by_hand=False)
    assert measure() == 0
    assert waiting.sentence() == ""


def test_who_waits_longer_even_now_counts_too() -> None:
    decided(20, 10)
    place = make_discussion()
    for number in range(10):
        held = make_held(place, author=make_member(f"Nora {number}"), body=f"Text {number}")
        Case.objects.filter(comment=held).update(waiting_since=timezone.now() - timedelta(hours=5))
    assert measure() == 6 * 60


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (4, "5 minutes"),
        (31, "40 minutes"),
        (59, "1 hour"),
        (60 * 7, "12 hours"),
        (60 * 20, "1 day"),
        (60 * 50, "3 days"),
    ],
)
def test_it_is_rounded_up_to_what_can_be_remembered(minutes: int, told: str) -> None:
    assert waiting.words(waiting.step_of(timedelta(minutes=minutes))) == told


def test_beyond_a_week_nothing_is_promised() -> None:
    assert waiting.step_of(timedelta(days=8)) == 0


def test_members_and_guests_who_wait_read_it() -> None:
    settings.set_mark(waiting.MARK, 40)
    nora, place = make_member("Nora"), make_discussion()
    held = make_held(place, author=nora)
    words = "Usually a moderator has looked within 40 minutes."
    assert words in signed_in(nora).get(f"/c/{held.pk}/thread/").content.decode()
    from forum.comments.slots import reasons

    guests = make_held_by_guest()
    assert words in reasons([guests])[guests.pk].sentence
    settings.set_mark(waiting.MARK, 0)
    assert "Usually" not in reasons([guests])[guests.pk].sentence


def test_where_the_proof_of_an_address_is_missing_it_does_not_hang_on_moderators() -> None:
    from forum.comments.slots import reasons

    settings.set_mark(waiting.MARK, 40)
    settings.set_value("guest_proof", "always")
    guests = make_held_by_guest()
    assert "Usually" not in reasons([guests])[guests.pk].sentence


def test_the_work_of_each_week_stands_by_name_and_never_by_number() -> None:
    abel, zoe = make_moderator("Abel"), make_moderator("Zoe")
    for number in range(3):
        decide(make_comment(author=make_known(f"Olga {number}")), "spam", by=zoe)
    decide(make_comment(author=make_known("Una")), "spam", by=abel)
    found = figures()
    assert [(name, numbers[-1]) for name, numbers in found.work] == [("Abel", 1), ("Zoe", 3)]
    assert [sum(numbers[:-1]) for _name, numbers in found.work] == [0, 0]
    html = signed_in(abel).get("/moderation/figures/").content.decode()
    assert html.index("Abel</th>") < html.index("Zoe</th>")


def test_objections_and_second_opinions_are_counted_for_the_whole_team() -> None:
    bob, carol = make_moderator(), make_moderator("Carol")
    appeals.decide(make_appeal(), "overturned", by=carol, answer="We were wrong.")
    held = [make_held(author=make_member(f"N {n}"), body=f"Text {n}") for n in range(3)]
    for comment, leaning in zip(held, ("publish", "refuse", ""), strict=True):
        case = case_of(comment)
        opinions.ask(case, by=bob, of=carol, note="What do you think?")
        opinions.answer(case, by=carol, text="Well.", leaning=leaning)
        decide(comment, "approve", by=bob)
    found = figures()
    assert (found.objections, found.overturned) == (1, 1)
    assert (found.opinions, found.agreed) == (2, 1)


def test_half_of_those_who_waited_are_told_to_the_team() -> None:
    decided(3, 30)
    decided(2, 90)
    waits = dict(figures().medians)
    assert waits["held"] == timedelta(minutes=30)
    assert waits["reported"] is None
    html = signed_in(make_moderator()).get("/moderation/figures/").content.decode()
    assert "half within 30 minutes" in html
    assert "Too little was decided" in html


def test_the_figures_are_for_the_team_alone() -> None:
    for person in (make_member("Mary"), make_editor()):
        assert signed_in(person).get("/moderation/figures/").status_code == 403


@pytest.mark.parametrize("wrong", [{"leaning": "odd"}, {"leaning": "publish"}])
def test_only_an_answer_leans_and_only_to_what_is_known(wrong: dict[str, str]) -> None:
    case = case_of(make_held())
    fields = {"case": case, "asked": make_moderator("Carol"), "note": "Well?"} | wrong
    if wrong["leaning"] == "odd":
        fields |= {"answer": "Yes", "answered_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.create(**fields)
