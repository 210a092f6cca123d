"""A guest looks after their mail, behind the link that is theirs."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Guest
from accounts.services import guest_links
from forum.comments.models import AudienceKind
from forum.moderation.services.decide import decide
from forum.notifications.models import Level, Preferences, Subscription, SuppressionReason
from forum.notifications.services.channels import of_discussion
from forum.notifications.services.follow import follow
from forum.notifications.services.suppress import suppress
from foundation.branding import settings as site_settings
from tests.factories import make_comment, make_guest, make_moderator, write
from tests.factories_mail import html_of, make_confirmed_guest, post_all
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def gina() -> Guest:
    return make_confirmed_guest()


def page_of(guest: Guest) -> str:
    return f"/guest/{guest_links.token_of(guest)}/"


def html(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_guest_chooses_how_much_to_hear_of_what_they_follow(client: Client, gina: Guest) -> None:
    topic = make_topic("How do you plan a day?")
    follow(gina, of_discussion(topic.discussion.pk), Level.ALL)
    page = html(client, f"{page_of(gina)}mail/")
    assert "How do you plan a day?" in page
    row = Subscription.objects.get(guest=gina)
    for level in (Level.OFF, Level.REPLIES, Level.ALL):
        path = f"{page_of(gina)}mail/{row.pk}/"
        answer = client.post(path, {"level": level})
        assert (answer.status_code, answer["Location"]) == (303, f"{page_of(gina)}mail/")
        row.refresh_from_db()
        assert row.level == level
    assert client.post(path, {"level": "loud"}).status_code == 404


def test_nobody_changes_what_another_guest_follows(client: Client, gina: Guest) -> None:
    gus = make_confirmed_guest("Gus", "gus@example.org")
    follow(gus, of_discussion(make_topic().discussion.pk), Level.ALL)
    row = Subscription.objects.get(guest=gus)
    path = f"{page_of(gina)}mail/{row.pk}/"
    assert client.post(path, {"level": Level.OFF}).status_code == 404
    assert "plan a day" not in html(client, f"{page_of(gina)}mail/")


def test_what_is_closed_to_guests_is_named_no_more(client: Client, gina: Guest) -> None:
    topic = make_topic("Bladder trouble")
    follow(gina, of_discussion(topic.discussion.pk), Level.ALL)
    topic.discussion.audience.kind = AudienceKind.MEMBERS
    topic.discussion.audience.save()
    assert "Bladder" not in html(client, f"{page_of(gina)}mail/")


def test_mail_is_stopped_made_discreet_and_paused(client: Client, gina: Guest) -> None:
    path = f"{page_of(gina)}mail/"
    answer = client.post(path, {"mails": "on", "discreet": "always"})
    assert answer.status_code == 303
    assert Preferences.objects.get(guest=gina).discreet == "always"
    assert client.post(f"{path}pause/", {"weeks": "2"}).status_code == 303
    assert "No mail until" in html(client, path)
    comment = make_comment(guest=gina)
    write(comment.discussion, make_moderator(), parent=comment)
    assert post_all() == []
    assert client.post(f"{path}resume/").status_code == 303
    write(comment.discussion, make_moderator("Max"), parent=comment)
    summed_up, message = post_all()
    assert summed_up.subject == message.subject == "There is something new for you"
    assert page_of(gina) in html_of(summed_up)
    assert client.post(path, {}).status_code == 303
    assert not Preferences.objects.get(guest=gina).mails


def test_faults_come_back_with_what_was_chosen(client: Client, gina: Guest) -> None:
    path = f"{page_of(gina)}mail/"
    answer = client.post(path, {"mails": "on", "discreet": "always", "quiet_from": "22"})
    assert answer.status_code == 422
    assert "Please give both hours, or none." in answer.content.decode()
    assert re.search(r'value="always"\s+selected', answer.content.decode())
    assert client.post(f"{path}pause/", {"weeks": "99"}).status_code == 303
    assert not Preferences.objects.exists()


def test_the_mail_leads_to_the_page_and_only_its_reader_is_led_there(gina: Guest) -> None:
    comment = make_comment(guest=gina)
    write(comment.discussion, make_moderator(), parent=comment)
    [message] = post_all()
    address = f"http://testserver{page_of(gina)}mail/"
    assert address in message.body
    assert address in html_of(message)
    assert html(Client(), address.removeprefix("http://testserver"))


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        ("publish", "A message with a link is sent to yours when you write a comment"),
        ("off", "this site confirms none of guests"),
    ],
)
def test_who_has_not_confirmed_reads_how_to(client: Client, mode: str, says: str) -> None:
    site_settings.set_value("guest_proof", mode)
    gus = make_guest("Gus", "gus@example.org")
    assert says in html(client, page_of(gus))
    assert client.get(f"{page_of(gus)}mail/").status_code == 404


def test_a_site_without_mail_and_an_address_that_came_back_say_so(
    client: Client, gina: Guest, settings: Any
) -> None:
    suppress("gina@example.org", SuppressionReason.BOUNCED)
    assert "Mail to your address came back" in html(client, f"{page_of(gina)}mail/")
    settings.MAIL_IS_ON = False
    assert "This site sends no mail at present" in html(client, page_of(gina))


def test_a_decision_can_be_objected_to_from_the_page(client: Client, gina: Guest) -> None:
    comment = make_comment(guest=gina, status="held")
    decide(comment, "reject", by=make_moderator(), reason_code="other", reason_text="No names.")
    make_comment(guest=gina)
    page = html(client, page_of(gina))
    [address] = re.findall(r'href="(/appeal/[^"]+)"', page)
    assert client.get(address).status_code == 200
