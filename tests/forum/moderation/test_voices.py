"""Many who report are heard, one group alone is not; and who was wrong is heard less."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Guest, User
from accounts.services import device
from accounts.viewer import Viewer
from forum.comments.models import Comment
from forum.comments.services.edit import edit
from forum.moderation import voices
from forum.moderation.models import Case, Firing, Observation, Report, ReportOrigin
from forum.moderation.services import outcry
from forum.moderation.services.decide import decide
from forum.moderation.services.purge import purge_origins
from forum.moderation.services.report import report
from forum.moderation.services.undo import undo
from forum.moderation.voices import Voice
from forum.notifications.models import Notice
from foundation.branding import settings
from foundation.limits.network import Network
from tests.factories import (
    make_comment,
    make_discussion,
    make_editor,
    make_guest,
    make_member,
    make_moderator,
)
from tests.factories_mail import make_confirmed_guest, post_all
from tests.factories_moderation import case_of, make_known, make_report, signed_in

voice_lists = st.lists(
    st.builds(
        Voice,
        weight=st.integers(0, 150),
        network=st.sampled_from("abcd"),
        day=st.sampled_from("xyz"),
        age=st.sampled_from(["new", "1", "2", "3"]),
    ),
    max_size=12,
)
needs = st.integers(2, 500)


def slow_total(given_voices: Sequence[Voice], needed: int) -> int:
    """The same by counting: hundredth by hundredth, each put aside once its group has its half."""
    totals = []
    for place in (1, 2, 3):
        heard: dict[str, int] = {}
        for one in given_voices:
            for _hundredth in range(one.weight):
                if heard.get(str(one[place]), 0) < needed // 2:
                    heard[str(one[place])] = heard.get(str(one[place]), 0) + 1
        totals.append(sum(heard.values()))
    return min(totals)


@given(voice_lists, needs)
def test_voices_are_counted_like_one_by_one(found: list[Voice], needed: int) -> None:
    assert voices.total(found, needed=needed) == slow_total(found, needed)


@given(voice_lists, needs, st.sampled_from(["network", "day", "age"]))
def test_no_group_alone_reaches_it_however_large(found: list[Voice], needed: int, way: str) -> None:
    one_group = [Voice(**one._asdict() | {way: "same"}) for one in found] * 40
    assert not voices.reach(one_group, needed=needed)


@given(voice_lists, needs, st.randoms())
def test_the_order_says_nothing_and_one_more_voice_never_makes_it_less(
    found: list[Voice], needed: int, chance: Any
) -> None:
    before = voices.total(found[1:], needed=needed)
    assert voices.total(found, needed=needed) >= before
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert voices.total(shuffled, needed=needed) == voices.total(found, needed=needed)


@given(st.integers(0, 100), st.integers(0, 100))
def test_being_right_makes_heavier_and_being_wrong_lighter(right: int, wrong: int) -> None:
    weight = voices.accurate(100, right, wrong)
    assert 0 < voices.accurate(100, 0, 0) == 100
    assert voices.accurate(100, right + 1, wrong) >= weight
    assert voices.accurate(100, right, wrong + 1) <= weight <= 150


# --- a comment that many report ------------------------------------------------------------


def block(number: int) -> Network:
    return Network(f"192.0.{number}.0/24", f"hash {number}")


def many(comment: Comment, number: int, **fields: Any) -> None:
    """Members who joined on days of their own, each reporting from a network of their own."""
    for one in range(number):
        joined = timezone.now() - timedelta(days=100 + one)
        reporter = make_member(f"Reporter {one} of {comment.pk}", joined_at=joined)
        report(
            comment,
            viewer=Viewer.for_user(reporter),
            **{"reason": "harassment", "network": block(one)} | fields,
        )


@pytest.fixture
def on(db: None) -> None:
    settings.set_value("rule_reported_often", "on")


def status_of(comment: Comment) -> str:
    return str(Comment.objects.get(pk=comment.pk).status)


def test_four_members_who_are_no_group_let_a_comment_wait(on: None) -> None:
    comment = make_comment(author=make_known())
    many(comment, 3)
    assert status_of(comment) == "published"
    ruth = make_member("Ruth", joined_at=timezone.now() - timedelta(days=50))
    report(comment, viewer=Viewer.for_user(ruth), reason="harassment", network=block(99))
    assert status_of(comment) == "held"
    case = case_of(comment)
    assert (case.kind, case.reports.count()) == ("held", 4)
    assert Firing.objects.get(case=case).rule == "reported_often"
    decide(comment, "approve", by=make_moderator())
    assert status_of(comment) == "published"


@pytest.mark.parametrize(
    "group",
    [
        {"network": Network("192.0.2.0/24", "one house")},
        {"network": None},
    ],
)
def test_one_network_and_unknown_ones_reach_it_never(on: None, group: dict[str, Any]) -> None:
    comment = make_comment(author=make_known())
    many(comment, 12, **group)
    assert status_of(comment) == "published"


def test_those_who_joined_on_one_day_and_new_ones_reach_it_never(on: None) -> None:
    comment, other = make_comment(author=make_known()), make_comment(author=make_known("Dora"))
    long_ago = timezone.now() - timedelta(days=400)
    for number in range(12):
        for about, joined in (
            (comment, long_ago),
            (other, timezone.now() - timedelta(days=number)),
        ):
            rita = make_member(f"Rita {number} {about.pk}", joined_at=joined)
            viewer = Viewer.for_user(rita)
            report(about, viewer=viewer, reason="spam", network=block(number))
    for number in range(12):
        report(
            other, viewer=Viewer.nobody(), reason="spam", network=block(number),
            device_key=device.new_key(),
        )  # fmt: skip
    assert status_of(comment) == status_of(other) == "published"


def test_what_the_team_wrote_never_waits_for_reports(on: None) -> None:
    for author in (make_moderator("Mona"), make_editor("Edda")):
        comment = make_comment(author=author)
        many(comment, 6)
        assert status_of(comment) == "published"


def test_reports_that_someone_is_at_risk_hide_nothing(on: None) -> None:
    comment = make_comment(author=make_known())
    many(comment, 6, reason="at_risk")
    assert status_of(comment) == "published"


def test_what_a_moderator_left_in_place_is_not_taken_down_by_voices(on: None) -> None:
    comment = make_comment(author=make_known())
    many(comment, 2)
    decide(comment, "approve", by=make_moderator())
    for number in range(8):
        joined = timezone.now() - timedelta(days=200 + number)
        rita = make_member(f"Rita {number}", joined_at=joined)
        viewer = Viewer.for_user(rita)
        report(comment, viewer=viewer, reason="harassment", network=block(50 + number))
    assert status_of(comment) == "published"
    assert case_of(comment).reports.count() == 8


@pytest.mark.django_db
def test_at_first_the_rule_observes_and_the_page_of_the_rules_knows() -> None:
    comment = make_comment(author=make_known())
    many(comment, 6)
    assert status_of(comment) == "published"
    assert Observation.objects.get().rule == "reported_often"


@pytest.mark.django_db
def test_where_reports_came_from_is_forgotten_after_thirty_days() -> None:
    comment = make_comment(author=make_known())
    many(comment, 2)
    assert ReportOrigin.objects.count() == 2
    first = ReportOrigin.objects.order_by("pk").first()
    assert first is not None
    ReportOrigin.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=31))
    assert purge_origins() == 1


# --- how right somebody was ----------------------------------------------------------------


def decided(reporter: User, verb: str, number: int = 1) -> None:
    for _ in range(number):
        comment = make_comment(make_discussion(), author=make_known(f"A {Comment.objects.count()}"))
        make_report(comment, by=reporter)
        bob = User.objects.filter(role="moderator").first() or make_moderator()
        decide(comment, verb, by=bob, reason_code="harassment" if verb == "remove" else "")


@pytest.mark.django_db
def test_who_was_mostly_wrong_moves_a_case_up_less_and_is_never_told() -> None:
    careless, careful = make_known("Carlo"), make_known("Clara")
    decided(careless, "approve", 5)
    decided(careful, "remove", 5)
    one, two = make_comment(author=make_known("Ann")), make_comment(author=make_known("Ben"))
    assert outcry.accuracy_of(make_report(one, by=careless)) < 50
    assert outcry.accuracy_of(make_report(two, by=careful)) == 150
    assert case_of(one).priority < case_of(two).priority
    three = make_comment(author=make_known("Cid"))
    make_report(three, by=careless, reason="at_risk")
    assert case_of(three).priority >= 100


# --- looking again -------------------------------------------------------------------------


def left_in_place() -> Comment:
    comment = make_comment(author=make_known())
    make_report(comment, by=make_member("Rita"))
    decide(comment, "approve", by=make_moderator())
    return comment


def is_open(comment: Comment) -> bool:
    return Case.objects.open().filter(comment=comment).exists()


@pytest.mark.django_db
def test_what_was_left_in_place_comes_back_with_the_third_new_reporter() -> None:
    comment = left_in_place()
    for name in ("Ruth", "Rosa"):
        make_report(comment, by=make_member(name))
        assert not is_open(comment)
    make_report(comment, by=make_member("Rena"))
    assert case_of(comment).reports.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["claim", "at_risk", "other"])
def test_a_reason_nobody_gave_brings_it_back_at_once(reason: str) -> None:
    comment = left_in_place()
    make_report(comment, by=make_member("Ruth"), reason=reason, text="Look.")
    assert is_open(comment)


@pytest.mark.django_db
def test_a_changed_text_and_an_undone_decision_are_looked_at_again() -> None:
    comment = left_in_place()
    assert comment.author is not None
    edit(comment, viewer=Viewer.for_user(comment.author), body="Other words by now.")
    make_report(comment, by=make_member("Ruth"))
    assert is_open(comment)
    other = make_comment(author=make_known("Dora"))
    make_report(other, by=make_member("Rosa"))
    outcome = decide(other, "approve", by=User.objects.get(handle="bob"))
    assert outcome.decision is not None
    undo(outcome.decision, by=User.objects.get(handle="bob"))
    make_report(other, by=make_member("Rena"))
    assert is_open(other)


# --- what reporters hear --------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("verb", "code"), [("approve", ""), ("remove", "harassment")])
def test_members_hear_one_sentence_whatever_was_decided(verb: str, code: str) -> None:
    comment, rita, ruth = (
        make_comment(author=make_known()),
        make_member("Rita"),
        make_member("Ruth"),
    )
    make_report(comment, by=rita)
    make_report(comment, by=ruth)
    decide(comment, verb, by=make_moderator(), reason_code=code)
    assert set(Notice.objects.filter(kind="report.answered").values_list("user", flat=True)) == {
        rita.pk, ruth.pk,
    }  # fmt: skip
    page = signed_in(rita).get("/notifications/").content.decode()
    assert "A moderator has looked at what you reported" in page
    assert "removed" not in page
    assert "Ruth" not in page


@pytest.mark.django_db
def test_who_reports_what_was_left_in_place_hears_that_somebody_has_looked() -> None:
    comment, ruth = left_in_place(), make_member("Ruth")
    make_report(comment, by=ruth)
    assert Notice.objects.get(user=ruth).kind == "report.answered"
    make_report(comment, by=make_member("Rosa"))
    make_report(comment, by=make_member("Rena"))
    decide(comment, "approve", by=User.objects.get(handle="bob"))
    assert Notice.objects.filter(user=ruth).count() == 1


def reported_by(guest: Guest, comment: Comment) -> Report:
    viewer = Viewer(guest=guest)
    return report(comment, viewer=viewer, reason="spam", device_key=device.new_key()).report


@pytest.mark.django_db
def test_a_guest_hears_by_mail_at_a_confirmed_address_and_at_no_other() -> None:
    comment = make_comment(author=make_known())
    known, other = make_confirmed_guest("Gina"), make_guest("Greta")
    reported_by(known, comment)
    reported_by(other, comment)
    decide(comment, "remove", by=make_moderator(), reason_code="harassment")
    assert list(Notice.objects.filter(guest__isnull=False).values_list("guest", flat=True)) == [
        known.pk
    ]
    [message] = [one for one in post_all() if one.to == ["gina@example.org"]]
    assert "A moderator has looked at what you reported" in message.body
    assert "removed" not in message.body
    assert comment.discussion.title not in message.body
