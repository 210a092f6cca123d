"""A guest proves their address by mail: one mail, one button, one identity."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Guest, GuestAddress, GuestDevice, Letter, Proof
from accounts.services import device, guests, proofs
from forum.comments.models import AuthorChange, Comment, Discussion, Status
from forum.comments.services.recount import recount
from forum.comments.services.set_status import set_status
from foundation.branding import settings
from tests.factories import make_comment, make_guest, make_moderator
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def discussion() -> Discussion:
    for key in ("guest_wait_seconds", "form_seconds", "duplicate_minutes"):
        settings.set_value(key, 0)
    return make_topic().discussion


def write(
    client: Client, discussion: Discussion, body: str = "I swim at seven.", **given: str
) -> Comment:
    data = {"name": "Gina", "email": "gina@example.org", "body": body} | given
    place = f"10.{len(mail.outbox)}.{Comment.objects.count()}.7"
    answer = client.post(f"/d/{discussion.pk}/comment/", data, REMOTE_ADDR=place)
    assert answer.status_code == 303
    return Comment.objects.latest("id")


def link_in(letter: Any) -> str:
    found = re.search(r"http://testserver(/guest/\S+)", letter.body)
    assert found
    return found[1]


def remembered(key: str) -> Client:
    """A browser that carries the key of a device."""
    from django.http import HttpResponse

    laid, client = HttpResponse(), Client()
    device.set_cookie(laid, key, remember=True)
    client.cookies["guest"] = laid.cookies["guest"].value
    return client


# --- The mail ----------------------------------------------------------------------------


def test_a_comment_sends_one_mail_that_carries_nothing_the_writer_typed(
    client: Client, discussion: Discussion
) -> None:
    write(client, discussion, "Buy cheap watches", name="Cheap Watches")
    write(client, discussion, "And more of them", name="Cheap Watches")
    (letter,) = mail.outbox
    assert letter.to == ["gina@example.org"]
    for typed in ("watches", "Watches", "more of them", discussion.title):
        assert typed not in f"{letter.subject} {letter.body}"
    assert not Letter.objects.exists()
    assert GuestAddress.objects.get().confirmed_at is None


def test_fifty_tries_from_fifty_networks_send_one_mail_a_day(discussion: Discussion) -> None:
    for number in range(50):
        write(Client(), discussion, f"Try {number}", name=f"Name {chr(97 + number % 26)}{number}")
    assert len(mail.outbox) == 1
    assert Comment.objects.filter(status=Status.HELD).count() == 50


def test_the_address_is_the_same_however_it_is_spelt(discussion: Discussion) -> None:
    write(Client(), discussion, "One", email="Gina@Example.ORG")
    write(Client(), discussion, "Two", email="gina@example.org")
    assert len(mail.outbox) == 1


def test_one_network_cannot_mail_the_world(discussion: Discussion) -> None:
    guest = [make_guest(f"G{n}", f"g{n}@example.org") for n in range(proofs.OF_A_NETWORK + 5)]
    sent = [proofs.ask(one.pk, network="a network") for one in guest]
    assert len([letter for letter in sent if letter]) == proofs.OF_A_NETWORK


def test_with_proof_off_no_mail_goes_to_a_typed_address(
    client: Client, discussion: Discussion
) -> None:
    settings.set_value("guest_proof", proofs.OFF)
    write(client, discussion)
    assert mail.outbox == []
    assert not Proof.objects.exists()
    assert proofs.ask(Guest.objects.get().pk) is None


def test_who_says_it_was_not_them_is_left_alone(client: Client, discussion: Discussion) -> None:
    write(client, discussion)
    address = link_in(mail.outbox[0])
    answer = Client().post(f"{address}refuse/")
    assert answer.status_code == 303
    assert Client().get(answer["Location"]).status_code == 200
    _a_day_later()
    write(Client(), discussion, "Once more")
    assert len(mail.outbox) == 1
    assert GuestAddress.objects.filter(confirmed_at__isnull=False).count() == 0
    Proof.objects.update(refused_at=timezone.now() - proofs.LEFT_ALONE)
    write(Client(), discussion, "Later")
    assert len(mail.outbox) == 2


def test_spam_asks_for_nothing(client: Client, discussion: Discussion) -> None:
    comment = write(client, discussion, subject_line="filled in by a script")
    assert comment.status == Status.SPAM
    assert mail.outbox == []


# --- The button --------------------------------------------------------------------------


def test_opening_the_link_changes_nothing_and_the_button_confirms(
    client: Client, discussion: Discussion
) -> None:
    write(client, discussion)
    address = link_in(mail.outbox[0])
    scanner = Client()
    for method in (scanner.get, scanner.head):
        assert method(address).status_code == 200
    assert GuestAddress.objects.get().confirmed_at is None
    page = client.get(address)
    assert "I swim at seven." in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "same-origin"
    guest = Guest.objects.get()
    answer = client.post(address, {"who": guest.pk})
    assert answer.status_code == 303
    assert answer["Location"] == "/guest/me/"
    assert GuestAddress.objects.get().confirmed_at is not None
    assert GuestDevice.objects.get().proved_at is not None


def test_the_button_needs_a_token_of_the_form(client: Client, discussion: Discussion) -> None:
    write(client, discussion)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(link_in(mail.outbox[0]), {"who": Guest.objects.get().pk})
    assert answer.status_code == 403
    assert GuestAddress.objects.get().confirmed_at is None


def test_a_link_works_once_and_for_three_days(client: Client, discussion: Discussion) -> None:
    write(client, discussion)
    address = link_in(mail.outbox[0])
    Proof.objects.update(created_at=timezone.now() - timedelta(days=3, seconds=1))
    assert client.get(address).status_code == 410
    assert client.post(address, {"who": Guest.objects.get().pk}).status_code == 410
    Proof.objects.update(created_at=timezone.now())
    assert client.post(address, {"who": Guest.objects.get().pk}).status_code == 303
    assert client.get(address).status_code == 410
    assert client.post(address, {"who": Guest.objects.get().pk}).status_code == 410
    assert client.post(f"{address}refuse/").status_code == 410


def test_a_forged_link_is_no_link(client: Client) -> None:
    for token in ("x" * 43, "a.b:c", "1"):
        assert client.get(f"/guest/proof/{token}/").status_code == 410


def test_the_database_holds_no_token(client: Client, discussion: Discussion) -> None:
    write(client, discussion)
    token = link_in(mail.outbox[0]).split("/")[-2]
    assert token not in str(list(Proof.objects.values()))


def test_nothing_ticked_confirms_nothing_and_says_so(
    client: Client, discussion: Discussion
) -> None:
    write(client, discussion)
    address = link_in(mail.outbox[0])
    answer = client.post(address)
    assert answer.status_code == 422
    assert "Please choose what you wrote." in answer.content.decode()
    assert Proof.objects.get().used_at is None


def test_a_guest_of_another_address_is_not_to_be_chosen(
    client: Client, discussion: Discussion
) -> None:
    write(client, discussion)
    victim = make_guest("Vera", "vera@example.org")
    assert client.post(link_in(mail.outbox[0]), {"who": victim.pk}).status_code == 422
    assert not GuestAddress.objects.filter(confirmed_at__isnull=False).exists()


def test_what_somebody_else_wrote_with_the_address_is_not_ticked(discussion: Discussion) -> None:
    gina, mallory = Client(), Client()
    write(mallory, discussion, "Words of Mallory", name="Mallory")
    write(gina, discussion, "Words of Gina")
    page = gina.get(link_in(mail.outbox[0])).content.decode()
    ticked = dict(re.findall(r'name="who" value="(\d+)"( checked)?', page))
    by_name = {guest.name: ticked[str(guest.pk)] for guest in Guest.objects.all()}
    assert by_name == {"Gina": " checked", "Mallory": ""}
    gina.post(link_in(mail.outbox[0]), {"who": Guest.objects.get(name="Gina").pk})
    assert mallory.get("/guest/me/").content.decode().count("Words of Gina") == 0
    assert not guests.is_proved(_seen_by(mallory))


def test_on_another_device_the_guest_may_be_remembered(discussion: Discussion) -> None:
    write(Client(), discussion)
    phone = Client()
    answer = phone.post(link_in(mail.outbox[0]), {"who": Guest.objects.get().pk, "remember": "1"})
    assert "guest" in answer.cookies
    assert "I swim at seven." in phone.get("/guest/me/").content.decode()
    assert GuestDevice.objects.filter(proved_at__isnull=False).count() == 2


def test_a_browser_that_is_not_to_be_remembered_stays_a_stranger(discussion: Discussion) -> None:
    write(Client(), discussion)
    library = Client()
    answer = library.post(link_in(mail.outbox[0]), {"who": Guest.objects.get().pk})
    assert "guest" not in answer.cookies
    assert answer["Location"].startswith("/guest/")
    assert answer["Referrer-Policy"] == "same-origin"
    assert library.get(answer["Location"]).status_code == 200
    assert library.get("/guest/me/").status_code == 303


# --- Two devices, one person -------------------------------------------------------------


def test_a_second_device_that_proves_the_address_is_the_same_guest(
    discussion: Discussion,
) -> None:
    laptop, phone = Client(), Client()
    first = write(laptop, discussion, "From the laptop")
    laptop.post(link_in(mail.outbox[0]), {"who": first.guest_id})
    _a_day_later()
    second = write(phone, discussion, "From the phone", name="Gina on the road")
    assert second.guest_id != first.guest_id
    phone.post(link_in(mail.outbox[1]), {"who": second.guest_id})
    guest = Guest.objects.get()
    assert {comment.guest for comment in Comment.objects.filter(guest__isnull=False)} == {guest}
    assert guest.devices.count() == 2
    second.refresh_from_db()
    assert second.written_as == "Gina on the road"
    change = AuthorChange.objects.get()
    assert (change.comment, change.to_guest, change.cause) == (second, guest.pk, "joined")
    for client in (laptop, phone):
        page = client.get("/guest/me/").content.decode()
        assert "From the laptop" in page
        assert "From the phone" in page
    assert recount(discussion) is False


def test_what_readers_see_stays_as_it_was(discussion: Discussion) -> None:
    laptop, phone = Client(), Client()
    first = write(laptop, discussion, "From the laptop")
    second = write(phone, discussion, "From the phone", name="Greta")
    bob = make_moderator()
    for comment in (first, second):
        set_status(comment, Status.PUBLISHED, by=bob)
    before = _names(discussion)
    laptop.post(link_in(mail.outbox[0]), {"who": [first.guest_id, second.guest_id]})
    assert Guest.objects.count() == 1
    assert _names(discussion) == before
    assert {"Gina", "Greta"} <= set(before)
    discussion.refresh_from_db()
    assert recount(discussion) is False


def test_the_comments_of_an_earlier_site_come_with_the_address(
    client: Client, discussion: Discussion
) -> None:
    for number in range(3):
        old = make_guest("Gina of old", kind="imported")
        make_comment(discussion, guest=old, body=f"Old words {number}")
    stranger = make_guest("Gina of old", "other@example.org", kind="imported")
    make_comment(discussion, guest=stranger, body="Not mine")
    written = write(client, discussion)
    page = client.get(link_in(mail.outbox[0])).content.decode()
    assert page.count('name="who"') == 2
    assert "3 comments" in page
    assert "Not mine" not in page
    imported = Guest.objects.filter(kind="imported", address__email="gina@example.org")
    key = imported.latest("id").pk
    client.post(link_in(mail.outbox[0]), {"who": [written.guest_id, key]})
    mine = Comment.objects.filter(guest=written.guest_id)
    assert mine.count() == 4
    assert set(mine.values_list("written_as", flat=True)) == {"", "Gina of old"}
    assert Guest.objects.filter(pk=stranger.pk).exists()


def test_a_limit_on_one_of_them_goes_along(discussion: Discussion) -> None:
    from accounts.models import Sanction

    laptop, phone = Client(), Client()
    first = write(laptop, discussion)
    second = write(phone, discussion, "More")
    Sanction.objects.create(guest=second.guest, reason="Please be kind.")
    laptop.post(link_in(mail.outbox[0]), {"who": [first.guest_id, second.guest_id]})
    assert Sanction.objects.get().guest == Guest.objects.get()


def test_an_address_that_was_given_up_meanwhile_confirms_nothing(
    client: Client, discussion: Discussion
) -> None:
    comment = write(client, discussion)
    address = link_in(mail.outbox[0])
    client.post("/guest/me/erase/", {"comments": "stay"})
    page = Client().get(address)
    assert "I swim at seven." not in page.content.decode()
    assert Client().post(address, {"who": comment.guest_id}).status_code == 422
    assert not GuestAddress.objects.exists()


def test_another_address_on_the_device_is_another_guest_and_another_mail(
    client: Client, discussion: Discussion
) -> None:
    first = write(client, discussion)
    second = write(client, discussion, "More", email="new@example.org")
    assert [letter.to for letter in mail.outbox] == [["gina@example.org"], ["new@example.org"]]
    client.post(link_in(mail.outbox[0]), {"who": [first.guest_id, second.guest_id]})
    assert GuestAddress.objects.get(confirmed_at__isnull=False).email == "gina@example.org"
    assert not guests.is_proved(_seen_by(client))


# --- What it earns -----------------------------------------------------------------------


def test_a_confirmed_guest_whose_comments_were_approved_needs_no_moderator(
    client: Client, discussion: Discussion
) -> None:
    settings.set_value("guest_comments_held", 1)
    first = write(client, discussion)
    client.post(link_in(mail.outbox[0]), {"who": first.guest_id})
    assert write(client, discussion, "Before one was approved").status == Status.HELD
    set_status(first, Status.PUBLISHED, by=make_moderator())
    assert write(client, discussion, "After").status == Status.PUBLISHED
    assert len(mail.outbox) == 1
    # The same words from a device that proved nothing wait.
    assert write(Client(), discussion, "From elsewhere").status == Status.HELD
    # After thirty days the device has to prove it again.
    GuestDevice.objects.update(proved_at=timezone.now() - guests.PROOF_HOLDS)
    assert write(client, discussion, "A month later").status == Status.HELD
    settings.set_value("guest_proof", proofs.OFF)
    GuestDevice.objects.update(proved_at=timezone.now())
    assert write(client, discussion, "With proof switched off").status == Status.HELD


def test_a_comment_that_waited_for_the_proof_alone_appears_with_it(
    discussion: Discussion,
) -> None:
    settings.set_value("guest_comments_held", 1)
    laptop, phone = Client(), Client()
    first = write(laptop, discussion)
    laptop.post(link_in(mail.outbox[0]), {"who": first.guest_id})
    set_status(first, Status.PUBLISHED, by=make_moderator())
    _a_day_later()
    plain = write(phone, discussion, "From the phone")
    linked = write(phone, discussion, "See https://a.example and https://b.example")
    assert {plain.status, linked.status} == {Status.HELD}
    phone.post(link_in(mail.outbox[1]), {"who": plain.guest_id})
    plain.refresh_from_db()
    linked.refresh_from_db()
    assert (plain.status, linked.status) == (Status.PUBLISHED, Status.HELD)
    assert recount(discussion) is False


def test_where_proof_is_always_needed_nobody_can_publish_before_it(
    client: Client, discussion: Discussion
) -> None:
    from forum.comments.refusal import Refused
    from forum.moderation.services.decide import decide

    settings.set_value("guest_proof", proofs.ALWAYS)
    bob = make_moderator()
    comment = write(client, discussion)
    page = client.get("/guest/me/").content.decode()
    assert "Please confirm your e-mail address first." in page
    with pytest.raises(Refused, match="not confirmed"):
        decide(comment, "approve", by=bob)
    comment.refresh_from_db()
    assert comment.status == Status.HELD
    client.post(link_in(mail.outbox[0]), {"who": comment.guest_id})
    assert decide(comment, "approve", by=bob).done


def _a_day_later() -> None:
    from foundation.limits.models import Bucket

    Bucket.objects.filter(name__startswith="accounts.").delete()


def _names(discussion: Discussion) -> list[str]:
    page = Client().get(discussion.url).content.decode()
    return sorted(name for name in ("Gina", "Greta") for _ in range(page.count(f">{name}<")))


def _seen_by(client: Client) -> Guest:
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.COOKIES["guest"] = client.cookies["guest"].value
    found = device.guest_of(request)
    assert found is not None
    return found
