"""The private page of a guest: by the device they wrote from, or by a link that can be revoked."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import guest_page
from accounts.models import Erasure, Guest, GuestAddress, GuestDevice
from accounts.services import device, guest_links
from accounts.viewer import Viewer
from forum.comments.models import Comment, Discussion, Revision, Status
from forum.comments.services.post import post
from forum.comments.services.recount import recount
from forum.comments.services.set_status import set_status
from forum.moderation.models import Case
from foundation.branding import settings
from tests.factories import make_comment, make_discussion, make_guest, make_moderator
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db
PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "same-origin"}


@pytest.fixture
def discussion() -> Discussion:
    settings.set_value("guest_wait_seconds", 0)
    return make_topic().discussion


@pytest.fixture
def gina() -> Guest:
    return make_guest("Gina", device_hash=device.hash_key("key"), proved=True)


def on_device(key: str = "key") -> Client:
    laid, client = HttpResponse(), Client()
    device.set_cookie(laid, key, remember=True)
    client.cookies["guest"] = laid.cookies["guest"].value
    return client


def link_of(guest: Guest) -> str:
    return f"/guest/{guest_links.token_of(guest)}/"


def held(discussion: Discussion, guest: Guest, body: str = "I walk at six.") -> Comment:
    return post(discussion, viewer=Viewer(guest=guest), body=body).comment


# --- Who gets in -------------------------------------------------------------------------


def test_the_device_and_the_link_open_the_same_page(discussion: Discussion, gina: Guest) -> None:
    held(discussion, gina)
    for client, address in ((on_device(), "/guest/me/"), (Client(), link_of(gina))):
        answer = client.get(address)
        assert answer.status_code == 200
        assert {name: answer[name] for name in PRIVATE} == PRIVATE
        assert "I walk at six." in answer.content.decode()
        assert "It waits for a moderator." in answer.content.decode()


def test_the_page_says_no_address_and_names_nobody_elses_words(
    discussion: Discussion, gina: Guest
) -> None:
    make_comment(discussion, guest=make_guest("Gus", "gus@example.org"), body="Words of Gus")
    page = on_device().get("/guest/me/").content.decode()
    assert "gina@example.org" not in page
    assert "Words of Gus" not in page


def test_a_forged_or_foreign_link_opens_nothing(gina: Guest) -> None:
    token = guest_links.token_of(gina)
    other = guest_links.token_of(make_guest("Gus", "gus@example.org"))
    mixed = token.split(".")[0] + "." + other.split(".", 1)[1]
    for wrong in (token[:-1], token + "x", mixed, "1.:x", f"{gina.pk}", "..", "me2"):
        assert Client().get(f"/guest/{wrong}/").status_code == 404
        assert Client().post(f"/guest/{wrong}/erase/", {"comments": "go"}).status_code == 404
    assert Client().get("/guest/me/").status_code == 303
    assert Client().get("/guest/me/export/").status_code == 404


def test_what_the_database_holds_is_not_enough_to_make_a_link(gina: Guest) -> None:
    key = GuestAddress.objects.get().link_key
    assert guest_links.guest_of(f"{gina.pk}.{key}") is None
    assert guest_links.guest_of(guest_links.token_of(gina)) == gina


def test_opening_any_of_its_pages_changes_nothing(discussion: Discussion, gina: Guest) -> None:
    comment = held(discussion, gina)
    base = link_of(gina)
    pages = ["", "export/", "erase/", "link/", f"c/{comment.pk}/edit/", f"c/{comment.pk}/delete/"]
    with CaptureQueriesContext(connection) as queries:
        for page in pages:
            answer = Client().get(f"{base}{page}")
            assert answer.status_code == 200, page
            assert {name: answer[name] for name in PRIVATE} == PRIVATE
    writes = [q["sql"] for q in queries if re.match("(INSERT|UPDATE|DELETE)", q["sql"])]
    assert writes == []
    assert Client().get(f"{base}new-link/").status_code == 405


def test_every_button_needs_the_token_of_its_form(discussion: Discussion, gina: Guest) -> None:
    comment = held(discussion, gina)
    strict = Client(enforce_csrf_checks=True)
    for page in ("erase/", "new-link/", f"c/{comment.pk}/delete/", f"c/{comment.pk}/edit/"):
        assert strict.post(f"{link_of(gina)}{page}", {"comments": "go"}).status_code == 403
    comment.refresh_from_db()
    assert comment.status == Status.HELD


def test_the_ticket_of_one_comment_keeps_working(discussion: Discussion, client: Client) -> None:
    data = {"name": "Gina", "email": "gina@example.org", "body": "I swim at seven."}
    answer = client.post(f"/d/{discussion.pk}/comment/", data)
    token = re.search(r"held=([^#&]+)", answer["Location"])
    assert token
    page = Client().get(f"/guest/{token[1]}/")
    assert "I swim at seven." in page.content.decode()
    assert "/guest/me/" not in page.content.decode()
    assert "/guest/me/" in client.get(f"/guest/{token[1]}/").content.decode()
    for act in ("erase/", "export/", "link/"):
        assert Client().get(f"/guest/{token[1]}/{act}").status_code == 404


# --- What can be done --------------------------------------------------------------------


def test_by_the_link_a_comment_is_changed_and_deleted_from_any_device(
    discussion: Discussion, gina: Guest
) -> None:
    comment = held(discussion, gina)
    phone, base = Client(), link_of(gina)
    form = phone.get(f"{base}c/{comment.pk}/edit/")
    assert "csrfmiddlewaretoken" in form.content.decode()
    assert f'href="{base}"' in form.content.decode()
    answer = phone.post(f"{base}c/{comment.pk}/edit/", {"body": "I walk at seven."})
    assert (answer.status_code, answer["Location"]) == (303, base)
    comment.refresh_from_db()
    assert comment.body_source == "I walk at seven."
    answer = phone.post(f"{base}c/{comment.pk}/delete/")
    assert (answer.status_code, answer["Location"]) == (303, base)
    comment.refresh_from_db()
    assert comment.status == Status.DELETED
    assert not Case.objects.get(comment=comment).is_open


def test_the_window_holds_for_the_link_too(discussion: Discussion, gina: Guest) -> None:
    comment = held(discussion, gina)
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(days=1))
    base = link_of(gina)
    assert f"c/{comment.pk}/edit/" not in Client().get(base).content.decode()
    answer = Client().post(f"{base}c/{comment.pk}/edit/", {"body": "Later"})
    assert answer.status_code == 422
    assert "Later" in answer.content.decode()
    assert f"c/{comment.pk}/delete/" in Client().get(base).content.decode()


def test_the_link_changes_nobody_elses_comment(discussion: Discussion, gina: Guest) -> None:
    other = make_comment(discussion, guest=make_guest("Gus", "gus@example.org"))
    for act in ("edit", "delete"):
        address = f"{link_of(gina)}c/{other.pk}/{act}/"
        assert Client().post(address, {"body": "Mine"}).status_code == 403
    other.refresh_from_db()
    assert other.status == Status.PUBLISHED


def test_a_decision_is_told_with_its_reason(discussion: Discussion, gina: Guest) -> None:
    from forum.moderation.services.decide import decide

    comment = held(discussion, gina)
    decide(comment, "reject", by=make_moderator(), reason_code="advice")
    page = Client().get(link_of(gina)).content.decode()
    assert "was not published" in page
    assert "It reads as medical advice to one person." in page


def test_another_link_locks_out_the_old_one_and_other_devices(gina: Guest) -> None:
    old = link_of(gina)
    GuestDevice.objects.create(guest=gina, key_hash=device.hash_key("phone"))
    answer = on_device().post("/guest/me/new-link/")
    assert answer["Location"] == "/guest/me/"
    assert Client().get(old).status_code == 404
    assert Client().get(link_of(gina)).status_code == 200
    assert on_device().get("/guest/me/").status_code == 200
    assert on_device("phone").get("/guest/me/").status_code == 303
    answer = Client().post(f"{link_of(gina)}new-link/")
    assert answer["Location"] == link_of(gina)
    assert on_device().get("/guest/me/").status_code == 303


def test_forgetting_a_device_makes_a_copy_of_its_cookie_worthless(gina: Guest) -> None:
    copy = on_device()
    on_device().post("/accounts/forget/")
    assert copy.get("/guest/me/").status_code == 303
    assert Guest.objects.filter(pk=gina.pk).exists()


def test_all_of_it_can_be_taken_along(discussion: Discussion, gina: Guest) -> None:
    held(discussion, gina)
    make_comment(discussion, guest=make_guest("Gus", "gus@example.org"), body="Words of Gus")
    answer = on_device().get("/guest/me/export/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert {name: answer[name] for name in PRIVATE} == PRIVATE
    taken = json.loads(answer.content)
    assert (taken["name"], taken["email"]) == ("Gina", "gina@example.org")
    assert [one["text"] for one in taken["comments"]] == ["I walk at six."]
    assert taken["comments"][0]["state"] == "held"


def test_a_title_that_is_closed_by_now_is_not_told(gina: Guest) -> None:
    from tests.factories import make_audience

    secret = make_discussion("A secret title", audience=make_audience("staff"))
    make_comment(secret, guest=gina)
    assert "A secret title" not in on_device().get("/guest/me/").content.decode()
    assert "A secret title" not in on_device().get("/guest/me/export/").content.decode()


def test_the_page_costs_the_same_however_much_was_written(
    discussion: Discussion, gina: Guest
) -> None:
    on_device().get("/guest/me/")
    counts = []
    for number in range(2):
        for _one in range(4 + 20 * number):
            make_comment(discussion, guest=gina)
        with CaptureQueriesContext(connection) as queries:
            on_device().get("/guest/me/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
    page = on_device().get("/guest/me/").content.decode()
    older = re.search(r'href="(/guest/me/\?before=\d+)"', page)
    assert older
    assert on_device().get(older[1]).content.decode().count('class="hit"') == 8


def test_upper_floors_add_their_sections(gina: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guest_page, "_sections", [])
    words = guest_page.Section("Mail to you", "elements/alert.html", {"text": "x"})
    guest_page.add_section(lambda guest: words if guest == gina else None, place=10)
    assert "Mail to you" in on_device().get("/guest/me/").content.decode()
    other = make_guest("Gus", "gus@example.org")
    assert "Mail to you" not in Client().get(link_of(other)).content.decode()


# --- The link again ----------------------------------------------------------------------


def test_the_link_goes_to_a_confirmed_address_once_a_day(gina: Guest) -> None:
    for _time in range(3):
        answer = Client().post("/guest/link/", {"email": "Gina@example.org"})
        assert (answer.status_code, answer["Location"]) == (303, "/guest/link/sent/")
    (letter,) = mail.outbox
    assert letter.to == ["gina@example.org"]
    found = re.search(r"http://testserver(/guest/\S+)", str(letter.body))
    assert found
    assert Client().get(found[1]).status_code == 200


def test_who_asks_learns_nothing_about_an_address(gina: Guest) -> None:
    make_guest("Gus", "typed@example.org")
    answers, costs = [], []
    for email in ("gina@example.org", "typed@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post("/guest/link/", {"email": email}, REMOTE_ADDR="10.1.1.1")
        answers.append((answer.status_code, answer["Location"], dict(answer.cookies)))
        costs.append(len(queries))
    assert answers[0] == answers[1] == answers[2]
    assert [letter.to for letter in mail.outbox] == [["gina@example.org"]]


@pytest.mark.usefixtures("queue")
def test_an_address_is_looked_up_after_the_answer(gina: Guest) -> None:
    costs = []
    for email in ("warm@example.org", "gina@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            Client().post("/guest/link/", {"email": email}, REMOTE_ADDR="10.1.1.1")
        costs.append([re.sub(r"'[^']*'|\d+", "", q["sql"]) for q in queries])
    assert costs[1] == costs[2]
    from foundation.jobs.models import Job

    assert "gina@example.org" not in str(list(Job.objects.values()))


def test_no_network_asks_for_links_without_end(gina: Guest) -> None:
    answers = [
        Client().post("/guest/link/", {"email": f"g{n}@example.org"}, REMOTE_ADDR="10.1.1.1")
        for n in range(21)
    ]
    assert [answer.status_code for answer in answers[-2:]] == [303, 429]
    assert "g20@example.org" in answers[-1].content.decode()


def test_what_is_no_address_is_told(client: Client) -> None:
    answer = client.post("/guest/link/", {"email": "nobody"})
    assert answer.status_code == 422
    assert 'value="nobody"' in answer.content.decode()
    assert client.get("/guest/link/").status_code == 200
    assert client.get("/guest/link/sent/").status_code == 200


# --- To be erased ------------------------------------------------------------------------


def test_who_is_erased_leaves_words_without_a_name(discussion: Discussion, gina: Guest) -> None:
    comment = make_comment(discussion, guest=gina)
    Comment.objects.filter(pk=comment.pk).update(written_as="Gigi")
    waiting = held(discussion, gina)
    client = on_device()
    answer = client.post("/guest/me/erase/", {"comments": "stay"})
    assert answer.status_code == 303
    assert answer.cookies["guest"].value == ""
    guest = Guest.objects.get(pk=gina.pk)
    assert (guest.kind, guest.name, guest.website) == ("erased", "", "")
    assert not GuestAddress.objects.exists()
    assert not GuestDevice.objects.exists()
    page = Client().get(discussion.url).content.decode()
    assert "Former guest" in page
    assert "Gina" not in page
    assert "Gigi" not in page
    for one in (comment, waiting):
        one.refresh_from_db()
    assert (comment.status, waiting.status) == (Status.PUBLISHED, Status.HELD)
    row = Erasure.objects.get()
    assert (row.guest_number, row.choice) == (gina.pk, "stay")
    assert recount(discussion) is False


def test_the_words_go_too_where_that_was_chosen(discussion: Discussion, gina: Guest) -> None:
    answered = make_comment(discussion, guest=gina, body="A secret of mine")
    make_comment(parent=answered, body="Thank you.")
    alone, waiting = make_comment(discussion, guest=gina), held(discussion, gina)
    removed = make_comment(discussion, guest=gina, status=Status.REMOVED)
    Revision.objects.create(comment=answered, body_source="An earlier secret")
    Client().post(f"{link_of(gina)}erase/", {"comments": "go"})
    for one in (answered, alone, waiting, removed):
        one.refresh_from_db()
    assert {one.status for one in (answered, alone, waiting)} == {Status.DELETED}
    assert {one.body_source + one.body_html for one in (answered, alone, waiting)} == {""}
    assert (removed.status, bool(removed.body_source)) == (Status.REMOVED, True)
    assert Revision.objects.get().body_source == ""
    page = Client().get(discussion.url).content.decode()
    assert "This comment was deleted by its author." in page
    assert "Thank you." in page
    assert recount(discussion) is False


def test_erasing_asks_what_becomes_of_the_words(discussion: Discussion, gina: Guest) -> None:
    for choice in ("", "perhaps"):
        answer = on_device().post("/guest/me/erase/", {"comments": choice})
        assert answer.status_code == 422
        assert "Please choose what becomes of your comments." in answer.content.decode()
    assert Guest.objects.get().kind == "person"


def test_an_erased_guest_gets_no_link_and_no_mail(gina: Guest) -> None:
    old = link_of(gina)
    Client().post(f"{old}erase/", {"comments": "stay"})
    assert Client().get(old).status_code == 404
    assert guest_links.token_of(gina) == ""
    Client().post("/guest/link/", {"email": "gina@example.org"})
    assert mail.outbox == []


def test_a_guest_under_a_decision_keeps_it_when_erased(discussion: Discussion, gina: Guest) -> None:
    comment = make_comment(discussion, guest=gina)
    set_status(comment, Status.REMOVED, by=make_moderator())
    Client().post(f"{link_of(gina)}erase/", {"comments": "go"})
    comment.refresh_from_db()
    assert comment.status == Status.REMOVED
