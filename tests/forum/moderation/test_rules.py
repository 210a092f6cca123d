"""Each rule with what it is for and with its false friends."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.viewer import Viewer
from forum.comments.gate import Draft, Hold
from forum.comments.refusal import Refused
from forum.comments.services.edit import edit
from forum.comments.services.post import post
from forum.moderation import pipeline
from forum.moderation.models import TextPrint
from forum.moderation.services.purge import purge_prints
from forum.moderation.services.sanctions import suspend
from foundation.branding import settings
from tests.factories import (
    make_comment,
    make_discussion,
    make_guest,
    make_member,
    make_moderator,
)
from tests.factories_moderation import (
    ELSEWHERE,
    HOME,
    draft,
    guest_draft,
    make_held_by_guest,
    make_known,
)

pytestmark = pytest.mark.django_db

LONG = "A long text that somebody copied from place to place, word for word, all the same here."


def ask(rule: str, draft: Draft) -> Hold | None:
    return pipeline.registered()[rule].ask(draft)


# --- who --------------------------------------------------------------------------------


def test_every_comment_of_a_guest_waits() -> None:
    assert ask("guest_always", guest_draft("Hello"))
    assert ask("guest_always", draft("Hello")) is None


def test_a_guest_with_many_approved_comments_still_waits() -> None:
    gina = make_guest()
    for _ in range(5):
        make_comment(guest=gina)
    assert ask("guest_always", draft("Hello", guest=gina))


def days_ago(number: int) -> datetime:
    return timezone.now() - timedelta(days=number)


def test_the_first_two_comments_of_a_member_wait() -> None:
    nora = make_member("Nora", joined_at=days_ago(2))
    assert ask("first_comments", draft(by=nora))
    make_comment(author=nora)
    assert ask("first_comments", draft(by=nora))
    make_comment(author=nora)
    assert ask("first_comments", draft(by=nora)) is None


def test_on_the_first_day_approved_comments_make_nobody_known() -> None:
    nora, dora = make_member("Nora"), make_member("Dora", joined_at=days_ago(2))
    for _ in range(5):
        make_comment(author=nora)
        make_comment(author=dora)
    assert ask("first_comments", draft(by=nora))
    assert ask("first_comments", draft(by=dora)) is None


def test_age_alone_makes_nobody_known() -> None:
    assert ask("first_comments", draft(by=make_member("Nora", joined_at=days_ago(1000))))


def test_how_long_a_member_is_new_is_a_setting() -> None:
    nora = make_member("Nora", joined_at=days_ago(2))
    for _ in range(2):
        make_comment(author=nora)
    settings.set_value("new_for_days", 7)
    assert ask("first_comments", draft(by=nora))
    settings.set_value("new_for_days", 0)
    assert ask("first_comments", draft(by=nora)) is None


@pytest.mark.parametrize("status", ["held", "rejected", "spam", "removed", "deleted"])
def test_only_approved_comments_make_a_member_known(status: str) -> None:
    nora = make_member("Nora", joined_at=days_ago(2))
    for _ in range(3):
        make_comment(author=nora, status=status)
    assert ask("first_comments", draft(by=nora))


def test_a_refused_comment_makes_a_member_new_again_until_others_were_approved() -> None:
    charlie = make_known()
    make_comment(author=charlie, status="rejected")
    assert ask("first_comments", draft(by=charlie))
    for _ in range(2):
        make_comment(author=charlie)
    assert ask("first_comments", draft(by=charlie)) is None


def test_an_old_refusal_is_forgotten() -> None:
    charlie = make_known()
    old = timezone.now() - timedelta(days=91)
    make_comment(author=charlie, status="removed", at=old)
    assert ask("first_comments", draft(by=charlie)) is None


def test_many_comments_that_say_nothing_hide_none_that_was_approved() -> None:
    charlie = make_known()
    for _ in range(55):
        make_comment(author=charlie, status="deleted")
    assert ask("first_comments", draft(by=charlie)) is None


def test_a_member_who_was_away_for_a_year_is_new_again() -> None:
    nora = make_member("Nora", joined_at=days_ago(400))
    for _ in range(3):
        make_comment(author=nora, at=days_ago(366))
    assert ask("first_comments", draft(by=nora))
    make_comment(author=nora)
    assert ask("first_comments", draft(by=nora)) is None


def test_the_number_of_first_comments_is_a_setting() -> None:
    settings.set_value("first_comments_held", 0)
    assert ask("first_comments", draft(by=make_member("Nora"))) is None


def test_the_team_passes_every_rule() -> None:
    body = "http://a.example http://b.example http://c.example http://d.example"
    assert pipeline.check(draft(body, by=make_moderator(), form={"trap": "x"})) == []


def test_no_two_rules_have_one_name() -> None:
    with pytest.raises(ValueError, match="guest_always"):
        pipeline.rule("guest_always", label="Again")(lambda draft: None)


# --- links ------------------------------------------------------------------------------


def test_a_member_may_write_two_links_and_not_three() -> None:
    two = "See https://one.example and garden.com for more."
    assert ask("links", draft(two)) is None
    held = ask("links", draft(f"{two} Also www.three.com/page"))
    assert held is not None
    assert held.evidence is not None
    text = f"{two} Also www.three.com/page"
    assert "three.com" in text[slice(*held.evidence)]


def test_a_guest_may_write_one_link_and_the_website_counts() -> None:
    assert ask("links", guest_draft("See https://one.example.")) is None
    assert ask("links", guest_draft("See https://one.example.", website="https://shop.example"))


def test_links_to_this_site_and_to_allowed_sites_do_not_count() -> None:
    settings.set_value("links_allowed", "who.int nhs.example")
    body = (
        "http://testserver/articles/a/ https://www.who.int/news https://europe.who.int/x "
        "https://nhs.example"
    )
    assert ask("links", guest_draft(body)) is None
    assert ask("links", guest_draft("https://notwho.int https://who.int.evil.example"))


@pytest.mark.parametrize(
    "body",
    [
        "I take 2.5 mg at 8.30 in the morning and 1.5 in the evening, i.e. twice a day.",
        "Write to me at nora@example.org or jane@example.org or me@example.org.",
        "It hurt.Then it stopped.Then it came back.",
    ],
)
def test_figures_addresses_and_missing_spaces_are_no_links(body: str) -> None:
    assert ask("links", guest_draft(body)) is None


def test_a_link_added_later_is_looked_at_again() -> None:
    charlie = make_known()
    comment = make_comment(author=charlie)
    holds = edit(
        comment,
        viewer=Viewer.for_user(charlie),
        body="https://a.example https://b.example https://c.example",
    )
    assert "links" in [hold.rule for hold in holds]
    assert "a.example" not in comment.body_source


# --- speed ------------------------------------------------------------------------------


def test_a_member_who_is_too_fast_hears_how_long_to_wait() -> None:
    charlie, place = make_known(), make_discussion()
    post(place, viewer=Viewer.for_user(charlie), body="First thought.")
    with pytest.raises(Refused, match=r"wait (9|10) seconds") as refused:
        post(place, viewer=Viewer.for_user(charlie), body="Second thought.")
    assert 0 < refused.value.wait_seconds <= 10


def test_topics_have_a_pause_of_their_own() -> None:
    charlie = make_known()
    assert ask("flood", draft(by=charlie)) is None
    assert ask("flood", draft(by=charlie, title="A topic")) is None
    with pytest.raises(Refused, match="seconds"):
        ask("flood", draft(by=charlie, title="Another topic"))


def test_one_person_does_not_slow_another() -> None:
    assert ask("flood", draft(by=make_known("Charlie"))) is None
    assert ask("flood", draft(by=make_known("Dora"))) is None


def test_guests_of_one_network_share_a_pause_and_others_do_not() -> None:
    for number in range(5):
        assert ask("flood", guest_draft("Hello", name=f"Gina {number}", network=HOME)) is None
    with pytest.raises(Refused, match="wait"):
        ask("flood", guest_draft("Hello", name="Gina 9", network=HOME))
    assert ask("flood", guest_draft("Hello", name="Gina 10", network=ELSEWHERE)) is None


def test_one_guest_waits_fifteen_seconds() -> None:
    gina = make_guest()
    assert ask("flood", draft(guest=gina)) is None
    with pytest.raises(Refused, match="wait"):
        ask("flood", draft(guest=gina))


def test_a_change_is_no_flood() -> None:
    charlie = make_known()
    comment = make_comment(author=charlie)
    for _ in range(3):
        assert ask("flood", draft(by=charlie, comment=comment)) is None


def test_on_the_first_day_a_member_writes_ten_comments_and_three_topics() -> None:
    nora = make_member("Nora")
    for _ in range(9):
        make_comment(author=nora)
    assert ask("daily_limits", draft(by=nora)) is None
    make_comment(author=nora)
    with pytest.raises(Refused, match="10 comments"):
        ask("daily_limits", draft(by=nora))
    assert ask("daily_limits", draft(by=nora, title="A topic")) is None
    for _ in range(3):
        make_comment(author=nora, kind="opening")
    with pytest.raises(Refused, match="3 topics"):
        ask("daily_limits", draft(by=nora, title="A topic"))


def test_later_a_member_may_write_more_and_yesterday_does_not_count() -> None:
    charlie = make_known()
    for _ in range(12):
        make_comment(author=charlie)
    assert ask("daily_limits", draft(by=charlie)) is None
    nora = make_member("Nora")
    for _ in range(12):
        make_comment(author=nora, at=timezone.now() - timedelta(hours=25))
    assert ask("daily_limits", draft(by=nora)) is None


def test_who_writes_very_much_meets_a_high_limit_too() -> None:
    charlie = make_known()
    settings.set_value("member_replies", 55)
    for _ in range(55):
        make_comment(author=charlie)
    with pytest.raises(Refused, match="55 comments"):
        ask("daily_limits", draft(by=charlie))
    settings.set_value("member_replies", 58)
    assert ask("daily_limits", draft(by=charlie)) is None


# --- the same text ----------------------------------------------------------------------


def test_the_same_text_again_is_refused_and_names_the_first() -> None:
    charlie, place = make_known(), make_discussion()
    first = make_comment(place, author=charlie, body=LONG)
    with pytest.raises(Refused, match=f"/c/{first.pk}/"):
        ask("duplicates", draft(f"  {LONG.upper()} ", by=charlie))


def test_after_five_minutes_the_same_text_may_come_again() -> None:
    charlie = make_known()
    make_comment(author=charlie, body=LONG, at=timezone.now() - timedelta(minutes=6))
    assert ask("duplicates", draft(LONG, by=charlie)) is None


def test_a_short_thank_you_may_be_said_to_two_people() -> None:
    charlie, place = make_known(), make_discussion()
    one, two = make_comment(place), make_comment(place)
    make_comment(place, author=charlie, parent=one, body="Thank you!")
    other = draft("Thank you!", by=charlie, discussion=place, parent=two)
    assert ask("duplicates", other) is None
    again = draft("Thank you!", by=charlie, discussion=place, parent=one)
    with pytest.raises(Refused):
        ask("duplicates", again)


def test_a_text_taken_back_may_be_sent_again() -> None:
    charlie = make_known()
    make_comment(author=charlie, body=LONG, status="deleted")
    assert ask("duplicates", draft(LONG, by=charlie)) is None


def test_another_name_in_the_same_network_is_told_too() -> None:
    make_held_by_guest(body=LONG, network=HOME)
    with pytest.raises(Refused):
        ask("duplicates", guest_draft(LONG, name="Gus", network=HOME))
    assert ask("duplicates", guest_draft(LONG, name="Gus", network=ELSEWHERE)) is None


def test_a_long_text_of_others_is_held_when_it_comes_again() -> None:
    assert ask("copies", draft(LONG, by=make_known("Charlie"))) is None
    assert ask("copies", draft(LONG.lower(), by=make_known("Dora")))


def test_the_same_long_text_by_one_person_is_no_wave() -> None:
    charlie = make_known()
    assert ask("copies", draft(LONG, by=charlie)) is None
    assert ask("copies", draft(LONG, by=charlie)) is None


def test_short_texts_of_many_people_are_no_wave() -> None:
    for number in range(4):
        assert ask("copies", draft("Get well soon!", by=make_known(f"Person {number}"))) is None


def test_a_copy_with_another_name_and_greeting_is_a_copy() -> None:
    text = (
        "Dear {}, after years of pain a friend told me about the clinic of Doctor Ade, who sent "
        "me herbs by post. Within six weeks I walked again, and I write this for all of you."
    )
    assert ask("copies", draft(text.format("Nora"), by=make_known("Charlie"))) is None
    assert ask("copies", draft(text.format("friends").upper(), by=make_known("Dora")))


@pytest.mark.parametrize(
    "text",
    [
        "Dear Nora, after years of pain a friend told me about yoga, and within six weeks I slept "
        "better. I write this because somebody here asked what helps on warm days like these.",
        "> Dear Nora, after years of pain a friend told me about the clinic of Doctor Ade, who "
        "sent me herbs by post. Within six weeks I walked again, and I write this for you.\n\nNo.",
    ],
)
def test_a_story_that_begins_alike_and_a_quotation_are_no_copies(text: str) -> None:
    first = (
        "Dear Nora, after years of pain a friend told me about the clinic of Doctor Ade, who sent "
        "me herbs by post. Within six weeks I walked again, and I write this for you."
    )
    assert ask("copies", draft(first, by=make_known("Charlie"))) is None
    assert ask("copies", draft(text, by=make_known("Dora"))) is None


def test_scripts_without_spaces_have_copies_too() -> None:
    text = "ฉันเหนื่อยมากในวันที่อากาศร้อน และเพื่อนบอกให้ฉันซื้อสมุนไพรจากร้านนี้ทุกวัน แล้วฉันก็เดินได้อีกครั้ง"
    assert ask("copies", draft(text, by=make_known("Charlie"))) is None
    assert ask("copies", draft(f"{text} ขอบคุณ", by=make_known("Dora")))


# --- script and address -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Быстрый заработок в интернете без вложений, пишите прямо сейчас.",
        "تعبت كثيرا في الأيام الحارة وأستريح قبل الظهر",
        "אני עייפה מאוד בימים חמים ונחה לפני הצהריים",
        "ฉันเหนื่อยมากในวันที่อากาศร้อนและพักก่อนเที่ยง",
    ],
)
def test_a_text_in_a_script_of_no_language_of_the_site_is_noticed(text: str) -> None:
    assert ask("strange_script", draft(text))


@pytest.mark.parametrize(
    "text",
    [
        "My friend Χαράλαμπος says “спасибо” to all of you, and so do I.",
        "Müde, traurig, très fatiguée, çok yorgunum, rất mệt mỏi, ąćęłńóśźż everywhere.",
        "感謝!",
        "The word is written עייפות in Hebrew and means being very tired.",
        "Ｔｈａｎｋ ｙｏｕ ａｌｌ ｆｏｒ ｙｏｕｒ ｋｉｎｄ ｗｏｒｄｓ",
    ],
)
def test_names_and_accents_of_others_are_no_strange_script(text: str) -> None:
    assert ask("strange_script", draft(text)) is None


def test_a_language_can_be_made_welcome_and_a_discussion_may_have_its_own() -> None:
    text = "ฉันเหนื่อยมากในวันที่อากาศร้อนและพักก่อนเที่ยง"
    here = make_discussion("กลุ่มภาษาไทย")
    assert ask("strange_script", draft(text, discussion=here)) is None
    settings.set_value("languages_welcome", "he th")
    assert ask("strange_script", draft(text)) is None


def test_throw_away_addresses_are_told_from_others() -> None:
    settings.set_value("throwaway_domains", "forget.example")
    for email in ("a@mailinator.com", "a@x.MAILINATOR.com", "a@forget.example"):
        assert ask("throwaway_address", guest_draft("Hello", email=email))
    for email in ("a@gmail.com", "a@notmailinator.org", "a@example.org", ""):
        assert ask("throwaway_address", guest_draft("Hello", email=email)) is None


def test_another_spelling_of_a_suspended_members_address_is_noticed() -> None:
    dora = make_known("Dora", email="dora.m@gmail.com")
    same = guest_draft("Hello", email="D.oraM+again@googlemail.com")
    assert ask("suspended_address", same) is None
    suspend(dora, by=make_moderator(), until=timezone.now() + timedelta(days=3), reason="Adverts.")
    held = ask("suspended_address", same)
    assert held is not None
    assert "gmail" not in f"{held.reason} {held.detail}".lower()
    assert ask("suspended_address", guest_draft("Hello", email="dora@gmail.com")) is None


# --- traps ------------------------------------------------------------------------------


def test_a_guest_who_fills_the_hidden_field_goes_to_spam() -> None:
    held = ask("honeypot", guest_draft("Hello", form={"trap": "http://x.example"}))
    assert held is not None
    assert held.spam


def test_a_member_whose_browser_filled_the_hidden_field_only_waits() -> None:
    held = ask("honeypot", draft("Hello", form={"trap": "x"}))
    assert held is not None
    assert not held.spam


def test_an_empty_hidden_field_says_nothing() -> None:
    assert ask("honeypot", guest_draft("Hello", form={"trap": " ", "seconds": "9"})) is None
    assert ask("honeypot", guest_draft("Hello")) is None


@pytest.mark.parametrize(
    ("seconds", "waits"), [("0", True), ("2", True), ("3", False), ("90000", False), ("", False)]
)
def test_a_guest_faster_than_three_seconds_is_noticed_and_nobody_is_too_slow(
    seconds: str, waits: bool
) -> None:
    held = ask("time_trap", guest_draft("Hello", form={"seconds": seconds}))
    assert (held is not None) == waits


@pytest.mark.parametrize("seconds", ["", "forged", "1"])
def test_a_new_member_without_an_honest_stamp_waits_and_loses_nothing(seconds: str) -> None:
    nora = make_member("Nora")
    assert ask("time_trap", draft(by=nora, form={"seconds": seconds}))
    assert ask("time_trap", draft(by=make_known(), form={"seconds": seconds})) is None


def test_a_text_that_came_by_no_form_has_no_time() -> None:
    assert ask("time_trap", draft(by=make_member("Nora"))) is None


# --- advertisements ---------------------------------------------------------------------


def test_a_comment_of_nothing_but_a_link_waits() -> None:
    assert ask("link_only", draft("https://shop.example/buy"))
    assert ask("link_only", draft("https://shop.example helped me")) is None
    assert ask("link_only", draft("...")) is None


def test_a_guest_named_like_the_website_is_noticed() -> None:
    shoes = guest_draft("Nice", name="Best Shoes", website="https://best-shoes.example")
    assert ask("name_is_site", shoes)
    gina = guest_draft("Nice", name="Gina", website="https://gardens.example")
    assert ask("name_is_site", gina) is None


@pytest.mark.parametrize(
    "body",
    [
        "Great article! Thanks for sharing.",
        "Nice post, very informative. https://shop.example",
        "Muy buen artículo!",
    ],
)
def test_general_praise_with_a_website_waits(body: str) -> None:
    assert ask("generic_praise", guest_draft(body, website="https://shop.example"))


@pytest.mark.parametrize(
    ("body", "website"),
    [
        ("Great article! Thanks for sharing.", ""),
        (
            "Great article. When my legs gave way last summer I began to rest before lunch, "
            "and since then the afternoons are mine again.",
            "https://gina.example",
        ),
        ("My nurse was very helpful when I had to stop the infusion.", "https://gina.example"),
    ],
)
def test_praise_without_a_website_or_with_a_story_is_welcome(body: str, website: str) -> None:
    assert ask("generic_praise", guest_draft(body, website=website)) is None


def test_a_guest_with_a_website_who_says_nothing_of_the_page_is_noticed() -> None:
    place = make_discussion("Heat and fatigue")
    offer = guest_draft(
        "Cheap furniture for every room.", website="https://x.example", discussion=place
    )
    assert ask("off_subject", offer)
    story = guest_draft(
        "The fatigued hours are the worst.", website="https://x.example", discussion=place
    )
    assert ask("off_subject", story) is None
    answer = guest_draft(
        "I have that diary too.",
        website="https://x.example",
        discussion=place,
        parent=make_comment(place, body="A diary of hot days helps."),
    )
    assert ask("off_subject", answer) is None
    assert ask("off_subject", guest_draft("Cheap furniture.", discussion=place)) is None


def test_scripts_without_spaces_are_compared_too() -> None:
    place = make_discussion("疲労と暑さ")
    same = guest_draft("疲労がひどいです", website="https://x.example", discussion=place)
    assert ask("off_subject", same) is None
    other = guest_draft("家具を安く売ります", website="https://x.example", discussion=place)
    assert ask("off_subject", other)


def test_prints_of_texts_are_forgotten_after_a_week() -> None:
    ask("copies", draft(LONG, by=make_known("Charlie")))
    TextPrint.objects.update(at=timezone.now() - timedelta(days=7, hours=1))
    ask("copies", draft(LONG, by=make_known("Dora")))
    assert purge_prints() == 1
    assert TextPrint.objects.count() == 1
