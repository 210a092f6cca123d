"""What an author is asked before publishing: once, and never hindered."""

from pathlib import Path

import pytest
from django.test import Client

from accounts.viewer import Viewer
from forum.comments.gate import Hold, Nudged
from forum.comments.models import Comment
from forum.comments.services.edit import edit
from forum.comments.services.post import post
from forum.moderation import pipeline
from forum.moderation.models import Observation
from forum.moderation.rules.directive_advice import find_directive
from forum.moderation.rules.personal_data import find_personal_data
from forum.moderation.services.watch import add_word
from foundation.branding import settings
from tests.factories import make_comment, make_discussion, make_moderator
from tests.factories_moderation import case_of, draft, make_known, signed_in
from tests.factories_topics import make_board

NUMBER = "Call me on +44 7700 900123 and we talk."
FORM = {"trap": "", "seconds": "60", "nudged": ""}


def ask(rule: str, body: str) -> Hold | None:
    return pipeline.registered()[rule].ask(draft(body))


# --- personal data ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (NUMBER, "+44 7700 900123"),
        ("Ring 0171 1234567.", "0171 1234567"),
        ("It is (555) 123-4567 at night", "(555) 123-4567"),
        ("555-123-4567", "555-123-4567"),
        ("Mon numéro : 06 12 34 56 78", "06 12 34 56 78"),
        ("ＷｈａｔｓＡｐｐ ＋４９ １７１ ２３４５６７８", "＋４９ １７１ ２３４５６７８"),
        ("Write to ana.b+ms@mail.example.org please", "ana.b+ms@mail.example.org"),
        ("I live at 12 Old Mill Road in town", "12 Old Mill Road"),
        ("Lindenstraße 14 in Bonn", "Lindenstraße 14"),
        ("12 rue de la Paix", "12 rue de la Paix"),
    ],
)
def test_a_number_or_an_address_of_somebody_is_found(text: str, found: str) -> None:
    span = find_personal_data(text)
    assert span is not None
    assert text[slice(*span)] == found


@pytest.mark.parametrize(
    "text",
    [
        "On 2026-11-26 my EDSS went from 2.5 to 3.0 and on 01.02.2026 back.",
        "From 01.02.2026 to 03.04.2026 and 12/11/2025.",
        "I took 120 mg 2 x a day, then 240 mg, 1,000,000 units in all, 0.0123456789 of it.",
        "Doi:10.1056/NEJMoa1234567 and NCT01234567 and PMID 0123456789",
        "ISBN 0 19 852663 6 is the book, batch 0123456789 was recalled.",
        "https://example.org/0171/1234567/00491711234567",
        "Ask @charlie or see the leaflet, page 100 200 300.",
        "We drove 20 minutes down a long road to 3 different places.",
        "The 5 Lane rule",
        "عمري 45 سنة وأتناول 240 ملغ مرتين في اليوم",
        "אני בת 45 ולוקחת 240 מ״ג פעמיים ביום",
        "ฉันอายุ 45 ปี กิน 240 มก. วันละ 2 ครั้ง",
    ],
)
def test_dates_doses_and_studies_are_nobodys_telephone(text: str) -> None:
    assert find_personal_data(text) is None


# --- advice -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "You should stop taking Copaxone at once.",
        "Honestly, you must come off the steroids.",
        "You need to double your dose of the tablets.",
        "you should really just quit your meds",
        "You should take 400 mg every morning.",
        "Take 400 mg with food.",
        "Du solltest die Tabletten sofort absetzen.",
        "Sie müssen Ihre Dosis halbieren.",
    ],
)
def test_an_order_about_a_treatment_is_found(text: str) -> None:
    assert find_directive(text)


@pytest.mark.parametrize(
    "text",
    [
        "You should not stop taking your tablets.",
        "You should never double the dose.",
        "You should ask your doctor before you stop taking it.",
        "You should stop taking it personally.",
        "You should stop taking calls after lunch.",
        "My neurologist said I should stop taking Copaxone.",
        "I take 400 mg in the morning and it helps.",
        "They had me take 240 mg.",
        "I stopped taking the tablets last year and regret it.",
        "You should see the sunrise and stop worrying.",
        "You should avoid the heat.",
        "Du solltest die Tabletten nicht absetzen.",
        "Du solltest mit deinem Arzt reden, bevor du Tabletten absetzt.",
        "Du musst das Fenster absetzen.",
    ],
)
def test_a_story_or_a_word_of_care_is_no_order(text: str) -> None:
    assert find_directive(text) is None


# --- capitals ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_text_in_capitals_is_noticed_and_short_names_are_not() -> None:
    assert ask("shouting", "PLEASE LISTEN TO PEOPLE BEFORE WRITING ABOUT THEIR ILLNESS")
    assert ask("shouting", "MRI, EDSS, RRMS, SPMS, PPMS, CSF, OCB, JCV") is None
    assert ask("shouting", "NHS ENGLAND says no to the MRI, so I asked again in May.") is None
    assert ask("shouting", "ฉันเหนื่อยมากในวันที่อากาศร้อน אני עייפה מאוד أنا متعبة جدا") is None


# --- once, and never a hindrance ----------------------------------------------------------


@pytest.mark.django_db
def test_the_author_is_asked_once_and_the_second_press_publishes() -> None:
    place, charlie = make_discussion(), Viewer.for_user(make_known())
    with pytest.raises(Nudged) as asked:
        post(place, viewer=charlie, body=NUMBER, form=FORM)
    assert [hold.words for hold in asked.value.found] == ["+44 7700 900123"]
    assert not Comment.objects.filter(discussion=place).exists()
    # At once: what was asked did not use up the pause between two comments.
    posted = post(place, viewer=charlie, body=NUMBER, form=FORM | {"nudged": "1"})
    assert posted.comment.status == "published"
    assert Observation.objects.get().effect == "nudge"


@pytest.mark.django_db
def test_a_text_that_came_by_no_form_is_not_asked_about() -> None:
    posted = post(make_discussion(), viewer=Viewer.for_user(make_known()), body=NUMBER)
    assert posted.comment.status == "published"


@pytest.mark.django_db
def test_a_nudge_that_observes_asks_nobody() -> None:
    settings.set_value("rule_personal_data", "observe")
    charlie = Viewer.for_user(make_known())
    assert post(make_discussion(), viewer=charlie, body=NUMBER, form=FORM).holds == ()
    assert Observation.objects.get().effect == "note"


@pytest.mark.django_db
def test_a_word_can_ask_the_author_or_ask_moderators_to_look() -> None:
    bob = make_moderator()
    add_word("miracle", mode="whole", action="warn", by=bob)
    add_word("detox", mode="whole", action="report", by=bob)
    place = make_discussion()
    with pytest.raises(Nudged):
        post(place, viewer=Viewer.for_user(make_known()), body="A miracle it was.", form=FORM)
    dora = Viewer.for_user(make_known("Dora"))
    comment = post(place, viewer=dora, body="I did a detox in May.", form=FORM).comment
    assert comment.status == "published"
    firing = case_of(comment).firings.get()
    assert (firing.rule, firing.effect, "detox" in firing.detail) == (
        "watched_words",
        "report",
        True,
    )


@pytest.mark.django_db
def test_the_form_comes_back_with_the_question_and_all_that_was_typed() -> None:
    place, client = make_discussion(), signed_in(make_known())
    asked = client.post(f"/d/{place.pk}/comment/", {"body": NUMBER})
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Before you post" in page
    assert '<input type="hidden" name="nudged" value="1">' in page
    assert NUMBER in page
    sent = client.post(f"/d/{place.pk}/comment/", {"body": NUMBER, "nudged": "1"})
    assert sent.status_code == 303
    assert Comment.objects.get(discussion=place).body_source == NUMBER


@pytest.mark.django_db
def test_a_guest_is_asked_too_and_what_they_gave_is_kept() -> None:
    place = make_discussion()
    fields = {"body": NUMBER, "name": "Gina", "email": "gina@example.org"}
    client = Client()
    page = client.post(f"/d/{place.pk}/comment/", fields).content.decode()
    assert 'value="Gina"' in page
    assert client.post(f"/d/{place.pk}/comment/", fields | {"nudged": "1"}).status_code == 303


@pytest.mark.django_db
def test_a_question_and_a_change_are_asked_about_once() -> None:
    charlie, board = make_known(), make_board()
    client = signed_in(charlie)
    fields = {"title": "Who is near the sea?", "body": NUMBER, "board": board.pk}
    fields |= {"kind": "question", "tags": ""}
    assert "Before you post" in client.post("/forum/ask/", fields).content.decode()
    assert client.post("/forum/ask/", fields | {"nudged": "1"}).status_code == 303
    comment = make_comment(author=charlie)
    address = f"/c/{comment.pk}/edit/"
    asked = client.post(address, {"body": NUMBER})
    assert (asked.status_code, "Before you post" in asked.content.decode()) == (422, True)
    assert client.post(address, {"body": NUMBER, "nudged": "1"}).status_code == 303
    comment.refresh_from_db()
    assert comment.body_source == NUMBER


@pytest.mark.django_db
def test_the_chips_of_a_held_text_show_what_its_author_was_asked() -> None:
    charlie = make_known()
    body = f"{NUMBER} https://one.example https://two.example https://three.example"
    holds = edit(make_comment(author=charlie), viewer=Viewer.for_user(charlie), body=body)
    assert [hold.rule for hold in holds] == ["links"]
    comment = Comment.objects.latest("id")
    fired = case_of(comment).firings.order_by("id").values_list("rule", "effect")
    assert list(fired) == [("links", "hold"), ("personal_data", "nudge")]


@pytest.mark.parametrize("name", ["arb", "heb", "tha", "deu_1996", "eng"])
def test_the_rules_for_words_find_nothing_in_calm_texts(name: str) -> None:
    text = (Path(__file__).parent / "calm" / f"{name}.txt").read_text(encoding="utf-8")
    assert find_personal_data(text) is None
    assert find_directive(text) is None
