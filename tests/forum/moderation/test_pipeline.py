"""The order and the modes of rules, and how right each was."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.viewer import Viewer
from articles.services import feedback
from articles.services.rate import Voter, rate
from forum.comments.gate import Effect, Hold
from forum.comments.refusal import Refused
from forum.comments.services.edit import edit
from forum.comments.services.post import post
from forum.moderation import pipeline, precision
from forum.moderation.models import Case, Firing, Observation
from forum.moderation.pipeline import Stage
from forum.moderation.services import cases
from forum.moderation.services.decide import decide
from forum.moderation.services.purge import purge_observations
from forum.moderation.services.watch import add_word
from foundation.branding import settings
from tests.bench import rules as bench
from tests.factories import (
    make_administrator,
    make_comment,
    make_discussion,
    make_member,
    make_moderator,
)
from tests.factories_articles import make_article
from tests.factories_moderation import draft, make_held, make_known, signed_in

pytestmark = pytest.mark.django_db

LINKS = "See https://one.example and https://two.example and https://three.example today."


def judged(id: str) -> precision.Judged:
    return next(one for one in precision.judge()[0] if one.rule.id == id)


def test_rules_are_asked_stage_by_stage() -> None:
    stages = [rule.stage for rule in pipeline.registered().values()]
    assert stages == sorted(stages)
    assert pipeline.registered()["flood"].stage == Stage.LIMIT


def test_a_rule_that_is_off_finds_nothing() -> None:
    charlie = make_known()
    assert [hold.rule for hold in pipeline.check(draft(LINKS, by=charlie))] == ["links"]
    settings.set_value("rule_links", "off")
    assert pipeline.check(draft(LINKS, by=charlie, comment=make_comment(author=charlie))) == []


def test_a_rule_that_observes_lets_the_comment_through_and_remembers() -> None:
    settings.set_value("rule_links", "observe")
    posted = post(make_discussion(), viewer=Viewer.for_user(make_known()), body=LINKS)
    assert posted.comment.status == "published"
    assert posted.holds == ()
    assert not Case.objects.exists()
    assert [(one.rule, one.comment) for one in Observation.objects.all()] == [
        ("links", posted.comment)
    ]


def test_a_limit_that_observes_refuses_nobody() -> None:
    settings.set_value("rule_flood", "observe")
    charlie, place = Viewer.for_user(make_known()), make_discussion()
    post(place, viewer=charlie, body="First thought.")
    second = post(place, viewer=charlie, body="Second thought.").comment
    assert Observation.objects.get().comment == second
    settings.set_value("rule_flood", "on")
    with pytest.raises(Refused):
        post(place, viewer=charlie, body="Third thought.")


def test_what_is_stored_says_stage_span_and_what_moderators_are_told() -> None:
    body = f"{LINKS} And more."
    comment = post(make_discussion(), viewer=Viewer.for_user(make_known()), body=body).comment
    fired = Firing.objects.get(case__comment=comment)
    assert (fired.rule, fired.stage, fired.effect) == ("links", "link", "hold")
    assert body[fired.start : fired.end] == "three.example"


def test_what_asks_for_a_look_is_published_and_opens_a_case() -> None:
    comment = make_comment(author=make_known())
    cases.note(comment, [Hold("links", "It has links.", effect=Effect.REPORT)])
    case = Case.objects.open().get(comment=comment)
    assert case.kind == "reported"
    assert case.firings.get().effect == "report"
    assert comment.status == "published"


def test_a_change_that_is_only_observed_is_in_place_at_once() -> None:
    settings.set_value("rule_links", "observe")
    charlie = make_known()
    comment = make_comment(author=charlie)
    assert edit(comment, viewer=Viewer.for_user(charlie), body=LINKS) == ()
    assert comment.body_source == LINKS
    assert Observation.objects.get().rule == "links"


def test_a_rule_is_judged_by_what_became_of_the_comments() -> None:
    settings.set_value("rule_links", "observe")
    place, bob = make_discussion(), make_moderator()
    kept = [make_comment(place, author=make_known(f"Member {number}")) for number in range(3)]
    for comment in kept:
        cases.note(comment, [Hold("links", "It has links.", effect=Effect.NOTE)])
    decide(kept[0], "spam", by=bob)
    noted = judged("links").noted
    assert (noted.total, noted.published, noted.refused, noted.percent) == (3, 2, 1, 33)
    make_held(place)
    assert judged("first_comments").held.other == 1


def test_a_comment_changed_twice_counts_once() -> None:
    comment = make_comment(author=make_known())
    for _ in range(2):
        cases.note(comment, [Hold("links", "It has links.", effect=Effect.NOTE)])
    assert judged("links").noted.total == 1


def test_a_noisy_rule_is_told_from_one_that_is_right() -> None:
    place = make_discussion()
    charlie = make_known()
    for _ in range(precision.ENOUGH):
        comment = make_comment(place, author=charlie)
        case = cases.open_case("held", comment=comment)
        Firing.objects.create(case=case, rule="links", reason="It has links.")
        Firing.objects.create(case=case, rule="first_comments", reason="New.")
    assert judged("links").is_noisy
    assert not judged("first_comments").is_noisy
    settings.set_value("rule_links", "off")
    assert not judged("links").is_noisy


def test_only_the_last_comments_are_looked_at() -> None:
    old = make_comment(author=make_known(), at=timezone.now() - timedelta(days=3))
    cases.note(old, [Hold("links", "It has links.", effect=Effect.NOTE)])
    for _ in range(2):
        make_comment(author=make_member("Nora"))
    rules, number = precision.judge(window=2)
    assert number == 2
    assert all(one.noted.total == 0 for one in rules)


def test_moderators_read_how_right_the_rules_are_and_strangers_do_not() -> None:
    settings.set_value("rule_links", "observe")
    comment = make_comment(author=make_known())
    cases.note(comment, [Hold("links", "It has links.", effect=Effect.NOTE)])
    page = signed_in(make_moderator()).get("/moderation/rules/").content.decode()
    assert "Would have held 1 of the last" in page
    assert "Observes only" in page
    assert signed_in(make_member()).get("/moderation/rules/").status_code == 403


def test_what_was_observed_long_ago_is_forgotten() -> None:
    comment = make_comment(author=make_known())
    for _ in range(2):
        cases.note(comment, [Hold("links", "It has links.", effect=Effect.NOTE)])
    first = Observation.objects.earliest("id")
    Observation.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=181))
    assert purge_observations() == 1
    assert Observation.objects.count() == 1


def test_an_observation_names_its_rule() -> None:
    comment = make_comment(author=make_known())
    with pytest.raises(IntegrityError, match="observation_names_rule"), transaction.atomic():
        Observation.objects.create(comment=comment, rule="", effect="note")


def test_the_cost_of_the_rules_can_be_measured() -> None:
    report = bench.measure("sqlite", words=30, signs=10, comments=2)
    assert len(report.whole) == len(report.without) == 2
    assert set(report.by_rule) == set(pipeline.registered())
    assert 0 < report.queries < 10
    assert "all rules" in bench.sentence(report)


def test_a_private_note_is_looked_at_too_and_its_card_shows_the_words() -> None:
    add_word("casino", mode="whole", by=make_moderator())
    charlie = Viewer.for_user(make_known())
    article = make_article("Heat and nerves")
    rate(article, voter=Voter(charlie), stars=2)
    sent = feedback.send(article, voter=Voter(charlie), text="My casino is at 0171 1234567.")
    fired = Firing.objects.filter(case=sent.case).order_by("id").values_list("rule", flat=True)
    assert list(fired) == ["personal_data", "watched_words"]
    page = signed_in(make_administrator()).get(f"/moderation/cases/{sent.case_id}/")
    assert "<mark>casino</mark>" in page.content.decode()
    feedback.send(article, voter=Voter(charlie), text="It was too short for me.")
    assert not Firing.objects.filter(case=sent.case).exists()


def test_notes_of_the_team_and_rules_that_observe_leave_no_chips() -> None:
    add_word("casino", mode="whole", by=make_moderator("Ben"))
    assert pipeline.look("A casino", viewer=Viewer.for_user(make_moderator("Bea"))) == []
    settings.set_value("rule_watched_words", "observe")
    assert pipeline.look("A casino", viewer=Viewer.nobody()) == []
