"""Names, the words on people's pages and what is written with a report pass the rules too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import people
from accounts.viewer import Viewer
from forum.moderation import queries
from forum.moderation.models import Case, Decision, Firing, ProfileText, Report
from forum.moderation.services import sanctions
from forum.moderation.services.decide import decide, settle
from forum.moderation.services.watch import add_word
from forum.notifications.models import Notice
from foundation.branding import settings
from tests.factories import make_comment, make_editor, make_member, make_moderator, suspend
from tests.factories_moderation import make_known, make_report, signed_in

pytestmark = pytest.mark.django_db
ADVERT = "I sell at https://shop.example every day."


def make_nora() -> User:
    """She joined a while ago, and nobody knows her yet."""
    return make_member("Nora", joined_at=timezone.now() - timedelta(days=9))


def describe(user: User, about: str, *, name: str = "") -> bool:
    fresh = User.objects.get(pk=user.pk)
    return people.describe(
        fresh, name=name or fresh.name, about=about, language="", time_zone="Europe/Paris"
    )


def about(user: User) -> tuple[str, str]:
    fresh = User.objects.get(pk=user.pk)
    return fresh.name, fresh.about


def waiting(kind: str = "profile") -> Case:
    return Case.objects.open().get(kind=kind)


def test_a_link_on_the_page_of_a_new_member_waits_and_the_earlier_words_stay(
    client: Client,
) -> None:
    nora = make_nora()
    assert not describe(nora, "I have had MS for nine years.")
    assert describe(nora, ADVERT)
    assert about(nora) == ("Nora", "I have had MS for nine years.")
    assert User.objects.get(pk=nora.pk).time_zone == "Europe/Paris"
    page = client.get("/people/nora/").content.decode()
    assert "nine years" in page
    assert "shop.example" not in page


def test_a_member_the_site_knows_may_have_a_link_and_the_team_what_it_likes() -> None:
    assert not describe(make_known(), ADVERT)
    assert not describe(make_moderator(), ADVERT)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "I have been depressed. Press on, says my neurologist.",
        "Diagnosed in 2009, EDSS 3.5, on Cialis and baclofen.",
        "أعيش مع التصلب المتعدد منذ تسع سنوات",
        "אני חיה עם טרשת נפוצה",
        "ฉันอยู่กับโรคนี้มาเก้าปี",
        "Write to me here, not to nora@example.org",
    ],
)
def test_patients_words_about_themselves_are_shown_at_once(words: str) -> None:
    add_word("press", mode="whole", by=make_moderator())
    nora = make_nora()
    assert describe(nora, words) is ("Press on" in words)
    assert (about(nora)[1] == words) is ("Press on" not in words)


def test_the_person_reads_that_it_waits_and_finds_the_new_words_in_the_form() -> None:
    nora = make_nora()
    own = signed_in(nora)
    sent = {"name": "Nora", "about": ADVERT, "language": "", "time_zone": ""}
    assert own.post("/accounts/profile/", sent).status_code == 303
    page = own.get("/accounts/profile/").content.decode()
    assert "A moderator looks at your name and your words" in page
    assert "shop.example" in page
    assert "Your page was changed" not in page


def test_a_moderator_sees_the_words_with_what_the_rules_found_in_them() -> None:
    describe(make_nora(), ADVERT)
    page = signed_in(make_moderator()).get("/moderation/queue/profile/").content.decode()
    assert "What Nora says of themselves" in page
    assert "Link on a new page" in page
    assert "<mark>shop.example</mark>" in page


def test_what_is_let_through_is_shown_and_the_person_hears_of_it() -> None:
    nora, bob = make_nora(), make_moderator()
    describe(nora, ADVERT)
    case = waiting()
    assert settle(case, "approve", by=bob).done
    assert about(nora) == ("Nora", ADVERT)
    assert not ProfileText.objects.exists()
    decision = Decision.objects.get(case=case)
    assert decision.person == nora
    assert not decision.may_be_undone
    assert Notice.objects.get(user=nora).kind == "profile.shown"


def test_what_is_not_let_through_is_gone_and_the_person_hears_of_it() -> None:
    settings.set_value("undo_seconds", 0)
    nora = make_nora()
    describe(nora, ADVERT)
    assert settle(waiting(), "withhold", by=make_moderator()).done
    assert about(nora) == ("Nora", "")
    assert not ProfileText.objects.exists()
    notice = Notice.objects.get(user=nora)
    assert (notice.kind, notice.data) == ("profile.refused", {"path": "/accounts/profile/"})
    assert "shop.example" not in "".join(str(message.message()) for message in mail.outbox)


def test_other_words_written_meanwhile_take_the_place_of_those_that_wait() -> None:
    nora = make_nora()
    describe(nora, ADVERT)
    describe(nora, f"{ADVERT} Come!")
    assert ProfileText.objects.get().about == f"{ADVERT} Come!"
    assert Firing.objects.count() == 1
    describe(nora, "I garden.")
    assert about(nora)[1] == "I garden."
    assert not Case.objects.open().exists()
    assert Case.objects.get().outcome == "withdrawn"


def test_saving_the_old_words_again_takes_back_what_waits() -> None:
    nora = make_nora()
    describe(nora, ADVERT)
    describe(nora, "")
    assert not ProfileText.objects.exists()


def test_a_name_with_a_watched_word_waits_and_comes_when_nobody_took_it() -> None:
    bob, nora = make_moderator(), make_nora()
    add_word("casino", mode="whole", by=bob)
    assert describe(nora, "Hello", name="Casino Nora")
    make_member("Casino Nora")
    settle(waiting(), "approve", by=bob)
    assert about(nora) == ("Nora", "Hello")


def test_who_joins_under_such_a_name_is_looked_at_and_can_lose_the_name(client: Client) -> None:
    bob = make_moderator()
    add_word("casino", mode="whole", by=bob)
    client.post(
        "/accounts/signup/",
        {"name": "Best Casino", "email": "b@example.org", "password1": "a few words in a row"},
    )
    user = User.objects.get(email="b@example.org")
    assert user.name == "Best Casino"
    settle(waiting("signup"), "withhold", by=bob)
    assert about(user)[0] == f"Person {user.pk}"
    assert Decision.objects.get(person=user).action == "withhold"


def join(client: Client, name: str, email: str) -> User:
    client.post(
        "/accounts/signup/", {"name": name, "email": email, "password1": "a few words in a row"}
    )
    return User.objects.get(email=email)


def test_sign_ups_stand_in_a_tab_of_their_own_with_count_filter_and_way_to_the_person(
    client: Client,
) -> None:
    bob = make_moderator()
    add_word("casino", mode="whole", by=bob)
    describe(make_nora(), ADVERT)
    join(client, "Best Casino", "b@example.org")
    join(Client(), "Carla", "carla@example.org")  # nothing speaks against her
    own = signed_in(bob)
    page = own.get("/moderation/queue/signup/").content.decode()
    assert "Best Casino has joined" in page
    assert "What Nora says" not in page
    assert "Carla" not in page
    assert "/moderation/people/best-casino/" in page
    counts = {tab.id: tab.count for tab in queries.tabs(Viewer.for_user(bob))}
    assert (counts["signup"], counts["profile"]) == (1, 1)
    found = {
        person: "Best Casino has joined"
        in own.get(f"/moderation/queue/signup/?person={person}").content.decode()
        for person in ("best-casino", "nora", "nobody")
    }
    assert found == {"best-casino": True, "nora": False, "nobody": False}
    assert "has joined" in own.get("/moderation/queue/signup/?reason=rule-watched_words").text


def test_a_page_of_a_new_member_that_waits_is_looked_at_with_the_sign_ups() -> None:
    dora = make_member("Dora")
    assert describe(dora, ADVERT)
    page = signed_in(make_moderator()).get("/moderation/queue/signup/").content.decode()
    assert "Dora has joined" in page
    assert "<mark>shop.example</mark>" in page
    settle(waiting("signup"), "approve", by=make_moderator("Carol"))
    assert about(dora)[1] == ADVERT


def test_who_joins_with_an_address_nobody_answers_is_looked_at_and_the_address_is_not_told(
    client: Client,
) -> None:
    settings.set_value("throwaway_domains", "gone.example")
    tom = join(client, "Tom", "tom@gone.example")
    page = signed_in(make_moderator()).get("/moderation/queue/signup/").content.decode()
    assert "Tom has joined" in page
    assert "Throw-away address" in page
    assert "seen by readers" not in page  # a name is not hidden while it is looked at
    assert "gone.example" not in page
    # It says nothing against what Tom writes of himself later.
    settle(waiting("signup"), "approve", by=make_moderator("Carol"))
    assert not describe(tom, "I garden.")


def test_who_joins_again_while_suspended_is_looked_at(client: Client) -> None:
    suspend(make_member("Nick", email="nick@example.org"))
    join(client, "Nicolas", "nick+2@example.org")
    page = signed_in(make_moderator()).get("/moderation/queue/signup/").content.decode()
    assert "Nicolas has joined" in page
    assert "Address of somebody suspended" in page
    assert "nick+2" not in page


def test_an_editor_does_not_see_sign_ups(client: Client) -> None:
    settings.set_value("throwaway_domains", "gone.example")
    join(client, "Tom", "tom@gone.example")
    assert signed_in(make_editor()).get("/moderation/queue/signup/").status_code == 404


def test_a_word_that_only_asks_for_a_look_leaves_the_page_shown() -> None:
    bob, nora = make_moderator(), make_nora()
    add_word("gizmo", mode="whole", action="report", by=bob)
    assert not describe(nora, "I love my gizmo.")
    assert about(nora)[1] == "I love my gizmo."
    settle(waiting(), "withhold", by=bob)
    assert about(nora) == ("Nora", "")


def test_a_ban_of_the_same_person_may_wait_beside_it() -> None:
    bob, nora = make_moderator(), make_nora()
    describe(nora, ADVERT)
    sanctions.propose_ban(nora, by=bob, reason="Advertises.")
    assert set(Case.objects.open().values_list("kind", flat=True)) == {"profile", "ban"}
    settle(waiting(), "withhold", by=bob)
    assert Case.objects.open().get().user == nora


def test_only_moderators_see_the_words_that_wait(client: Client) -> None:
    nora, charlie = make_nora(), make_known("Charlie")
    describe(nora, ADVERT)
    for reader in (client, signed_in(charlie)):
        assert "shop.example" not in reader.get("/people/nora/").content.decode()
    assert signed_in(charlie).get("/moderation/queue/profile/").status_code in (302, 403)


def test_a_status_of_words_is_one_of_two() -> None:
    describe(make_nora(), ADVERT)
    with pytest.raises(IntegrityError, match="profiletext_status_known"), transaction.atomic():
        ProfileText.objects.update(status="hidden")


def test_what_is_written_with_a_report_is_marked_for_moderators_and_holds_nothing() -> None:
    bob, comment = make_moderator(), make_comment(author=make_known())
    add_word("casino", mode="whole", by=bob)
    report = make_report(comment, text="Visit my casino instead, 2 < 3.")
    assert report.found == [["watched_words", 9, 15]]
    page = signed_in(bob).get("/moderation/queue/reported/").content.decode()
    assert "<mark>casino</mark>" in page
    assert "2 &lt; 3" in page
    # It is no reason to do anything about the comment, and its author never reads it.
    assert not Firing.objects.exists()
    decide(comment, "approve", by=bob)
    assert comment.status == "published"
    assert make_report(comment, by=make_member("Ruth")).found == []
    assert Report.objects.count() == 2
