"""Somebody may be at risk: noticed, never acted upon by itself, worked through by people."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from forum.comments.models import Comment, Status
from forum.moderation.models import (
    AT_RISK,
    Case,
    Concern,
    ConcernStep,
    Duty,
    HelpLine,
    Source,
    Written,
)
from forum.moderation.services import concerns, duty, help_lines
from forum.moderation.services.decide import decide
from forum.notifications.models import Notice
from foundation.branding import settings
from foundation.branding.services import save_text
from tests.factories import (
    make_administrator,
    make_discussion,
    make_member,
    make_moderator,
    write,
)
from tests.factories_mail import post_all
from tests.factories_moderation import make_held, make_known, make_report, signed_in

pytestmark = pytest.mark.django_db

HARD = "Some days I wish I were dead, and nobody knows."


@pytest.fixture
def alice() -> User:
    return make_known("Alice")


@pytest.fixture
def bob() -> User:
    return make_moderator()


@pytest.fixture
def concern(alice: User, bob: User) -> Concern:
    write(make_discussion(), alice, HARD)
    return Concern.objects.get()


def test_a_phrase_puts_a_published_comment_before_all_others_and_touches_nothing(
    alice: User, bob: User
) -> None:
    comment = write(make_discussion(), alice, HARD)
    assert comment.status == Status.PUBLISHED
    found = Concern.objects.get()
    assert HARD[found.start : found.end] == "wish I were dead"
    assert Case.objects.at_risk().get().comment == comment
    comment.refresh_from_db()
    assert (comment.status, comment.body_source) == (Status.PUBLISHED, HARD)
    assert Comment.objects.filter(discussion=comment.discussion).count() == 1


def test_a_held_comment_keeps_its_case_which_moves_up(bob: User) -> None:
    held = make_held(author=make_member("Nora"), body=HARD)
    case = Case.objects.get(comment=held)
    assert (case.kind, case.priority) == ("held", AT_RISK)
    assert Concern.objects.get().comment == held


@pytest.mark.parametrize(
    "body",
    [
        "My phone is dead and I could scream.",
        "This heat kills me.",
        "I live to see my garden in May.",
        "It was a suicidally steep hill.",
    ],
)
def test_false_friends_are_left_alone(alice: User, body: str) -> None:
    write(make_discussion(), alice, body)
    assert not Concern.objects.exists()


def test_the_list_is_the_owners_and_every_version_stays(alice: User) -> None:
    for language in ("en", "de"):
        save_text.save("risk.phrases", language=language, body="blue door", by_id=None)
    write(make_discussion(), alice, HARD)
    assert not Concern.objects.exists()
    settings.set_value("reply_wait_seconds", 0)
    write(make_discussion(), alice, "I stood before the blue door.")
    assert Concern.objects.count() == 1


def test_those_on_duty_are_told_by_a_discreet_mail(
    alice: User, django_capture_on_commit_callbacks: object
) -> None:
    bob, max_ = make_moderator(), make_moderator("Max")
    duty.begin(max_, until=timezone.now() + timedelta(hours=2))
    write(make_discussion("Dark days"), alice, HARD)
    assert [notice.user for notice in Notice.objects.filter(kind="team.risk")] == [max_]
    [letter] = [one for one in post_all() if one.to == [max_.email]]
    said = f"{letter.subject} {letter.body}"
    assert "should not wait" in said
    assert f"/moderation/risk/{Concern.objects.get().pk}/" in said
    for private in ("risk of", "Dark days", "Alice,", "dead"):
        assert private not in said
    assert not [one for one in mail.outbox if one.to == [bob.email]]


def test_where_nobody_is_on_duty_all_moderators_are_told(alice: User) -> None:
    team = {make_moderator().pk, make_moderator("Max").pk, make_administrator().pk}
    write(make_discussion(), alice, HARD)
    told = Notice.objects.filter(kind="team.risk")
    assert set(told.values_list("user", flat=True)) == team


def test_the_author_reads_a_card_at_once_and_what_they_wrote_is_sent(
    alice: User, bob: User
) -> None:
    client, place = signed_in(alice), make_discussion()
    answer = client.post(f"/d/{place.pk}/comment/", {"body": HARD})
    comment = Comment.objects.get(body_source=HARD)
    assert answer.status_code == 303
    assert answer["Location"] == f"/care/?next=%2Fc%2F{comment.pk}%2F"
    HelpLine.objects.create(
        place="Elsewhere", name="Far away", contact="1", review_on=timezone.localdate()
    )
    HelpLine.objects.create(
        place="Norland", name="The Listeners", contact="2", review_on=timezone.localdate()
    )
    settings.set_value("help_place", "norland")
    page = client.get(answer["Location"])
    shown = page.content.decode()
    assert "You are not alone" in shown
    assert shown.index("The Listeners") < shown.index("Far away")
    assert f'href="/c/{comment.pk}/"' in shown
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "no-referrer"


def test_other_texts_lead_where_they_always_led(alice: User) -> None:
    place = make_discussion()
    answer = signed_in(alice).post(f"/d/{place.pk}/comment/", {"body": "I rest at noon."})
    assert answer["Location"].startswith("/c/")


@pytest.mark.parametrize("way", ["https://evil.example/", "//evil.example/", "javascript:1", ""])
def test_the_card_leads_to_this_site_alone(client: Client, way: str) -> None:
    page = client.get("/care/", {"next": way}).content.decode()
    assert "evil.example" not in page and "javascript:1" not in page


def test_a_report_brings_it_up_and_the_author_reads_of_help(alice: User, bob: User) -> None:
    comment = write(make_discussion(), alice, "It gets darker.")
    make_report(comment, reason="at_risk")
    assert Concern.objects.get().source == Source.REPORT
    assert Notice.objects.get(user=alice).kind == "care.card"
    page = signed_in(alice).get("/notifications/").content.decode()
    assert 'href="/care/"' in page
    assert "report" not in page.lower()


def test_what_was_closed_is_not_brought_up_by_the_same_words_again(
    concern: Concern, bob: User
) -> None:
    concerns.set_level(concern, "low", by=bob)
    assert concerns.close(concern, by=bob)
    assert not concerns.close(concern, by=bob)
    assert concerns.notice(concern.comment) is None
    make_report(concern.comment, reason="at_risk")
    assert Concern.objects.open().count() == 1


def test_a_decision_about_the_comment_leaves_the_concern_open(concern: Concern, bob: User) -> None:
    decide(concern.comment, "approve", by=bob, case=Case.objects.get())
    assert Concern.objects.open().get() == concern


def test_it_is_closed_by_a_person_with_a_level_and_at_the_highest_by_two(
    concern: Concern, bob: User
) -> None:
    with pytest.raises(ValidationError):
        concerns.close(concern, by=bob)
    concerns.set_level(concern, "high", by=bob)
    concerns.add_note(concern, "opinion", "I think so too.", by=bob)
    with pytest.raises(ValidationError):
        concerns.close(concern, by=bob)
    concerns.add_note(concern, "opinion", "A friend is with her.", by=make_moderator("Max"))
    assert concerns.close(concern, by=bob)


def test_every_step_is_a_row_that_nobody_changes(concern: Concern, bob: User) -> None:
    concerns.set_level(concern, "medium", by=bob, note="She has thought of it before.")
    code, line = concerns.checklist()[0]
    assert concerns.check(concern, code, by=bob)
    assert not concerns.check(concern, code, by=bob)
    concerns.add_note(concern, "aftercare", "We talk tomorrow.", by=bob)
    kinds = list(concern.steps.order_by("id").values_list("kind", flat=True))
    assert kinds == ["raised", "level", "check", "aftercare"]
    assert concern.steps.get(kind="check").note == line
    step = concern.steps.last()
    assert step is not None
    for change in (step.save, step.delete):
        with pytest.raises(Written):
            change()


def test_a_colleague_is_asked_and_told(concern: Concern, bob: User, alice: User) -> None:
    max_ = make_moderator("Max")
    concerns.ask(concern, to=max_, by=bob, note="Please look with me.")
    concerns.ask(concern, to=max_, by=bob, hand_over=True)
    assert Notice.objects.filter(user=max_, kind="team.asked").count() == 2
    concern.refresh_from_db()
    assert concern.handed_to == max_
    with pytest.raises(ValidationError):
        concerns.ask(concern, to=alice, by=bob)


def test_words_of_the_team_are_read_by_the_person_alone(
    concern: Concern, alice: User, bob: User
) -> None:
    step = concerns.write(concern, "I read what you wrote.", by=bob)
    url = f"/care/{step.pk}/"
    assert "I read what you wrote." in signed_in(alice).get(url).content.decode()
    assert f'href="{url}"' in signed_in(alice).get("/notifications/").content.decode()
    for other in (make_member("Charlie"), bob):
        assert signed_in(other).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    raised = concern.steps.get(kind="raised")
    assert signed_in(alice).get(f"/care/{raised.pk}/").status_code == 404


def test_too_much_today_hides_it_from_one_alone(concern: Concern, bob: User) -> None:
    listed = f"/moderation/risk/{concern.pk}/"
    client = signed_in(bob)
    assert listed in client.get("/moderation/risk/").content.decode()
    assert client.post(f"{listed}skip/").status_code == 303
    assert listed not in client.get("/moderation/risk/").content.decode()
    assert listed in signed_in(make_moderator("Max")).get("/moderation/risk/").content.decode()
    assert concern.steps.count() == 1
    assert concerns.purge_skips() == 0


def test_the_panel_works_by_plain_forms(concern: Concern, bob: User) -> None:
    client, url = signed_in(bob), f"/moderation/risk/{concern.pk}/"
    page = client.get(url).content.decode()
    assert "<mark>wish I were dead</mark>" in page
    code, _line = concerns.checklist()[0]
    inserted = client.post(f"{url}write/", {"template": "risk-message.gentle", "insert": "1"})
    assert (inserted.status_code, "Hello Alice," in inserted.content.decode()) == (200, True)
    for path, good in (
        ("level", {"level": "low"}),
        ("ask", {"to": make_moderator("Max").pk}),
        ("note", {"kind": "opinion", "note": "A figure of speech."}),
        ("write", {"text": "I read what you wrote."}),
    ):
        assert client.post(f"{url}{path}/", {}).status_code == 422, path
        assert client.post(f"{url}{path}/", good).status_code == 303, path
    assert client.post(f"{url}check/{code}/").status_code == 303
    assert client.post(f"{url}check/nothing/").status_code == 404
    assert client.post(f"{url}close/", {"note": "All is well."}).status_code == 303
    assert not Concern.objects.open().exists()


def test_administrators_keep_the_help_lines_and_moderators_read_them(bob: User) -> None:
    ada = signed_in(make_administrator())
    facts = {"place": "Norland", "name": "The Listeners", "review_on": "2030-01-31"}
    assert ada.post("/moderation/help-lines/", facts).status_code == 422
    assert ada.post("/moderation/help-lines/", facts | {"contact": "0800"}).status_code == 303
    line = HelpLine.objects.get()
    client = signed_in(bob)
    assert "The Listeners" in client.get("/moderation/help-lines/").content.decode()
    assert client.post("/moderation/help-lines/", facts).status_code == 403
    assert client.post(f"/moderation/help-lines/{line.pk}/remove/").status_code == 403
    url = f"/moderation/help-lines/{line.pk}/"
    assert ada.post(url, facts | {"contact": "0900"}).status_code == 303
    line.refresh_from_db()
    assert line.contact == "0900"
    assert ada.post(f"{url}remove/").status_code == 303
    assert not HelpLine.objects.exists()


def test_the_team_is_reminded_once_a_week_of_a_line_that_is_due(bob: User) -> None:
    assert not help_lines.remind()
    HelpLine.objects.create(name="The Listeners", contact="2", review_on=timezone.localdate())
    assert help_lines.remind()
    help_lines.remind()
    assert Notice.objects.filter(user=bob, kind="team.lines").count() == 1
    assert "looked at again" in signed_in(bob).get("/moderation/team/").content.decode()


def test_duty_begins_and_ends_and_notes_are_left(bob: User) -> None:
    client = signed_in(bob)
    assert "Nobody is on duty" in client.get("/moderation/team/").content.decode()
    assert client.post("/moderation/team/begin/", {"hours": "99"}).status_code == 422
    assert client.post("/moderation/team/begin/", {"hours": "4"}).status_code == 303
    assert client.post("/moderation/team/begin/", {"hours": "2"}).status_code == 303
    assert Duty.objects.now().get().user == bob
    assert client.post("/moderation/team/note/", {"text": ""}).status_code == 422
    assert client.post("/moderation/team/note/", {"text": "Look at the board."}).status_code == 303
    assert "Look at the board." in client.get("/moderation/team/").content.decode()
    assert client.post("/moderation/team/end/").status_code == 303
    assert not Duty.objects.now().exists()


def test_duty_lasts_a_day_at_most(bob: User) -> None:
    for until in (timezone.now(), timezone.now() + timedelta(hours=25)):
        with pytest.raises(ValidationError):
            duty.begin(bob, until=until)


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"source": "dream"}, "concern_source_known"),
        ({"level": "huge"}, "concern_level_known"),
        ({"closed_at": timezone.now()}, "concern_closed_has_a_level"),
    ],
)
def test_the_database_refuses_a_concern_that_says_nothing(
    concern: Concern, facts: dict[str, object], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Concern.objects.update(**facts)


def test_the_database_refuses_the_rest(concern: Concern, bob: User) -> None:
    now = timezone.now()
    for make in (
        lambda: Concern.objects.create(comment=concern.comment, source="report"),
        lambda: ConcernStep.objects.create(concern=concern, kind=""),
        lambda: HelpLine.objects.create(name="Nobody", review_on=now.date()),
        lambda: HelpLine.objects.create(name="", contact="1", review_on=now.date()),
        lambda: Duty.objects.create(user=bob, since=now, until=now - timedelta(hours=1)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
