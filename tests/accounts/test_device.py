import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.http import urlsafe_base64_decode

from accounts import form_tokens
from accounts.models import Guest, GuestAddress, GuestDevice
from accounts.services import device, guests
from accounts.services.newcomer import Newcomer
from accounts.viewer import Viewer
from forum.comments.models import Comment
from forum.comments.refusal import Refused
from forum.comments.services.post import post
from tests.factories import make_discussion, make_guest

pytestmark = pytest.mark.django_db
GINA = Newcomer(name="Gina", email="gina@example.org", device_key="key")


def cookie(remember: bool) -> Any:
    response = HttpResponse()
    device.set_cookie(response, "key", remember=remember)
    return response.cookies["guest"]


def test_the_cookie_is_opaque_and_out_of_reach_of_scripts() -> None:
    kept = cookie(remember=False)
    assert kept["httponly"]
    assert kept["samesite"] == "Lax"
    assert kept["max-age"] == ""
    assert json.loads(urlsafe_base64_decode(kept.value.split(":")[0])) == ["key", False]
    assert cookie(remember=True)["max-age"] == device.REMEMBERED_SECONDS


def test_the_cookie_is_sent_over_https_only_where_the_site_is_secure(settings: Any) -> None:
    assert not cookie(remember=True)["secure"]
    settings.SESSION_COOKIE_SECURE = True
    assert cookie(remember=True)["secure"]


def test_the_database_holds_the_hash_of_the_key_only() -> None:
    guest = guests.welcome(GINA)
    assert guest.devices.get().key_hash == device.hash_key("key")
    assert "key" not in guest.devices.get().key_hash


def test_the_same_person_on_the_same_device_is_the_same_guest() -> None:
    first = guests.welcome(GINA)
    again = guests.welcome(
        Newcomer("Gina", "Gina@Example.org", website="https://gina.example", device_key="key")
    )
    assert again == first
    assert again.website == "https://gina.example"
    assert Guest.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        Newcomer("Gus", "gina@example.org", device_key="key"),
        Newcomer("Gina", "other@example.org", device_key="key"),
    ],
)
def test_two_people_at_one_computer_are_two_guests(other: Newcomer) -> None:
    first = guests.welcome(GINA)
    second = guests.welcome(other)
    assert second != first
    assert not first.devices.exists()
    assert second.devices.get().key_hash == device.hash_key("key")


def test_the_same_address_on_another_device_is_another_guest() -> None:
    first = guests.welcome(GINA)
    second = guests.welcome(Newcomer("Gina", "gina@example.org", device_key="phone"))
    third = guests.welcome(Newcomer("Gina", "gina@example.org"))
    assert len({first.pk, second.pk, third.pk}) == 3
    assert GuestAddress.objects.filter(confirmed_at__isnull=False).count() == 0


def test_forgetting_asks_first_and_takes_the_cookie_away(client: Client) -> None:
    gina = make_guest("Gina", device_hash=device.hash_key("key"))
    client.cookies["guest"] = cookie(remember=True).value
    asked = client.get("/accounts/forget/")
    assert asked.status_code == 200
    assert client.cookies["guest"].value
    done = client.post("/accounts/forget/")
    assert done.status_code == 303
    assert done.cookies["guest"].value == ""
    assert done.cookies["guest"]["max-age"] == 0
    assert "no-store" in done["Cache-Control"]
    assert Guest.objects.filter(pk=gina.pk).exists()


def test_only_a_remembered_guest_is_filled_in() -> None:
    request = RequestFactory().get("/")
    assert not device.is_remembered(request)
    request.COOKIES["guest"] = cookie(remember=False).value
    assert not device.is_remembered(request)
    request.COOKIES["guest"] = cookie(remember=True).value
    assert device.is_remembered(request)
    assert device.key_of(request) == "key"


def test_a_newcomer_gets_a_key_which_is_laid_on_the_device() -> None:
    request = RequestFactory().post("/")
    attached = device.attach(request, Newcomer("Gina", "gina@example.org"))
    response = HttpResponse()
    device.keep(request, response, remember=False)
    back = RequestFactory().get("/")
    back.COOKIES["guest"] = response.cookies["guest"].value
    assert attached.device_key == device.key_of(back) != ""


def test_nothing_is_laid_where_nobody_came() -> None:
    response = HttpResponse()
    device.keep(RequestFactory().get("/"), response, remember=True)
    assert not response.cookies


def test_a_stamp_tells_its_age_and_a_forged_one_tells_nothing() -> None:
    assert form_tokens.age(form_tokens.stamp()) == 0
    for forged in ("", "x", "1:2:3", form_tokens.stamp()[:-1] + "?", "\x00"):
        assert form_tokens.age(forged) is None
    assert form_tokens.new_key() != form_tokens.new_key()


def test_a_stamp_is_never_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = form_tokens.stamp()

    later = time.time() + timedelta(days=400).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)
    assert (form_tokens.age(drawn) or 0) >= 400 * 24 * 3600 - 1


def test_what_a_cached_form_lacks_is_never_kept(client: Client) -> None:
    answer = client.get("/accounts/token/")
    assert set(answer.json()) == {"token", "form_key", "stamp"}
    assert form_tokens.age(answer.json()["stamp"]) == 0
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/accounts/token/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    token = strict.get("/accounts/token/").json()["token"]
    assert strict.post("/accounts/forget/").status_code == 403
    assert strict.post("/accounts/forget/", {"csrfmiddlewaretoken": token}).status_code == 303


def test_a_page_for_nobody_holds_no_token_and_sets_no_cookie(client: Client) -> None:
    answer = client.get("/accounts/forget/")
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_a_guests_page_holds_a_token(client: Client) -> None:
    make_guest("Gina", device_hash=device.hash_key("key"))
    client.cookies["guest"] = cookie(remember=False).value
    assert "csrfmiddlewaretoken" in client.get("/accounts/forget/").content.decode()


def test_on_a_device_that_proved_the_address_another_name_is_the_same_person() -> None:
    gina = make_guest("Gina", device_hash=device.hash_key("key"), proved=True)
    same = guests.welcome(Newcomer("Gina B", "gina@example.org", device_key="key"))
    assert same == gina
    assert guests.is_proved(same)
    GuestDevice.objects.update(proved_at=timezone.now() - guests.PROOF_HOLDS)
    other = guests.welcome(Newcomer("Gina B", "gina@example.org", device_key="key"))
    assert other != gina
    assert not guests.is_proved(other)


def test_who_was_joined_to_another_or_erased_since_the_page_was_read_is_told() -> None:
    gina = make_guest("Gina")
    discussion = make_discussion()
    gone = Viewer(guest=make_guest("Gus"))
    Guest.objects.filter(name="Gus").delete()
    erased = Viewer(guest=make_guest("Greta", kind="erased"))
    for viewer in (gone, erased):
        with pytest.raises(Refused, match="new name"):
            post(discussion, viewer=viewer, body="I rest at noon.")
    post(discussion, viewer=Viewer(guest=gina), body="I rest at noon.")
    assert Comment.objects.get().guest == gina
