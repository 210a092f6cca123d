from typing import Any

import pytest
from django.test import Client

from accounts.models import Kind, User
from forum.comments.models import AudienceKind, Status
from tests.factories import (
    make_administrator,
    make_audience,
    make_comment,
    make_discussion,
    make_editor,
    make_guest,
    make_member,
    make_moderator,
    suspend,
)
from tests.factories_topics import make_board, make_topic

pytestmark = pytest.mark.django_db
BACKEND = "accounts.backend.Backend"


def page_of(client: Client, handle: str = "alice") -> str:
    answer = client.get(f"/people/{handle}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, BACKEND)
    return client


def test_it_shows_name_about_topics_and_comments(client: Client) -> None:
    alice = make_member("Alice", about="I <b>walk</b> a lot.")
    make_topic(title="Cold hands in winter", by=alice)
    make_comment(make_discussion("Heat and fatigue"), author=alice, body="I rest early.")
    make_comment(make_discussion("Other things"), author=make_member("Noa"), body="Not hers.")
    page = page_of(client)
    for words in ("Alice", "I &lt;b&gt;walk&lt;/b&gt; a lot.", "Cold hands in winter",
                  "Heat and fatigue", "I rest early."):  # fmt: skip
        assert words in page
    assert page.count("Cold hands in winter") == 1
    assert "Not hers" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert page.count("<h1") == 1


def test_a_newcomers_page_says_that_it_is_empty(client: Client) -> None:
    make_member("Alice")
    page = page_of(client)
    assert "No topics yet." in page
    assert "No comments yet." in page


@pytest.mark.parametrize("kind", [AudienceKind.MEMBERS, AudienceKind.STAFF])
def test_only_what_the_viewer_may_see_is_listed(client: Client, kind: str) -> None:
    alice = make_member("Alice")
    hidden = make_discussion("Behind a door", audience=make_audience(kind))
    make_comment(hidden, author=alice)
    make_topic(title="A closed question", by=alice, board=make_board("Closed", audience=kind))
    noa, bob = signed_in(make_member("Noa")), signed_in(make_moderator("Bob"))
    for who, sees in ((client, False), (noa, kind == AudienceKind.MEMBERS), (bob, True)):
        page = page_of(who)
        assert ("Behind a door" in page) is sees
        assert ("A closed question" in page) is sees


@pytest.mark.parametrize("status", [s for s in Status.values if s != Status.PUBLISHED])
def test_what_is_not_published_is_not_listed(client: Client, status: str) -> None:
    alice = make_member("Alice")
    make_comment(make_discussion("Not to be seen"), author=alice, status=status)
    for who in (client, signed_in(alice), signed_in(make_moderator())):
        assert "Not to be seen" not in page_of(who)


def test_only_ten_are_shown_for_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    alice = make_member("Alice")
    board = make_board()
    discussion = make_discussion("Heat and fatigue")
    for number in range(2):
        make_topic(title=f"Question {number}", by=alice, board=board)
        make_comment(discussion, author=alice, body=f"Comment {number}.")
    page_of(client)
    with django_assert_max_num_queries(8) as few:
        page_of(client)
    for number in range(2, 13):
        make_topic(title=f"Question {number}", by=alice, board=board)
        make_comment(discussion, author=alice, body=f"Comment {number}.")
    with django_assert_num_queries(len(few)):
        page = page_of(client)
    assert page.count('class="hit"') == 20
    assert "Comment 12." in page
    assert "Comment 2." not in page


@pytest.mark.parametrize("kind", [Kind.ERASED, Kind.SYSTEM])
def test_who_left_and_the_site_itself_have_no_page(client: Client, kind: str) -> None:
    User.objects.filter(pk=make_member("Alice").pk).update(kind=kind)
    assert client.get("/people/alice/").status_code == 404


def test_a_closed_account_an_unknown_handle_and_odd_ones_have_no_page(client: Client) -> None:
    User.objects.filter(pk=make_member("Alice").pk).update(is_active=False)
    for handle in ("alice", "nobody", "_site", "..", "'", "a" * 500):
        assert client.get(f"/people/{handle}/").status_code == 404
    assert client.post("/people/alice/").status_code == 405


def test_the_page_for_a_visitor_is_nobodys(client: Client) -> None:
    make_member("Alice")
    answer = client.get("/people/alice/")
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert "Cookie" not in answer.get("Vary", "")
    assert "Change your page" not in answer.content.decode()


def test_ones_own_page_leads_to_the_settings() -> None:
    alice = make_member("Alice")
    client = signed_in(alice)
    assert "Change your page" in page_of(client)
    assert "no-store" in client.get("/people/alice/")["Cache-Control"]
    make_member("Noa")
    assert "Change your page" not in page_of(client, "noa")


def test_no_page_a_stranger_reads_holds_an_address(client: Client) -> None:
    alice = make_member("Alice", email="secret-a@example.net")
    gina = make_guest("Gina", "secret-g@example.net")
    comment = make_comment(make_discussion("Heat"), author=alice)
    make_comment(parent=comment, guest=gina)
    topic = make_topic(title="Cold hands", by=alice)
    paths = (
        "/", "/people/alice/", f"/c/{comment.pk}/thread/", "/forum/", topic.get_absolute_url(),
        "/search/?q=secret", "/search/?q=Alice", "/articles/",
    )  # fmt: skip
    for who in (client, signed_in(make_member("Noa")), signed_in(make_editor())):
        for path in paths:
            answer = who.get(path, follow=True)
            assert answer.status_code == 200, path
            assert "secret-" not in answer.content.decode(), path


def test_only_an_administrator_enters_the_operators_lists(client: Client) -> None:
    make_member("Alice", email="secret-a@example.net")
    for user in (make_member("Noa"), make_moderator(), make_editor()):
        answer = signed_in(user).get("/admin/accounts/user/", follow=True)
        assert "secret-a" not in answer.content.decode()
    listed = signed_in(make_administrator()).get("/admin/accounts/user/")
    assert listed.status_code == 200
    assert "secret-a" not in listed.content.decode()


def settings_fields(**fields: str) -> dict[str, str]:
    return {"name": "Alice", "about": "", "language": "", "time_zone": ""} | fields


def test_a_person_changes_what_is_shown_of_them() -> None:
    alice = make_member("Alice")
    client = signed_in(alice)
    assert client.get("/accounts/profile/").status_code == 200
    answer = client.post(
        "/accounts/profile/",
        settings_fields(name="Alice Moor", about="I walk.", language="de",
                        time_zone="Europe/Berlin"),
    )  # fmt: skip
    assert (answer.status_code, answer["Location"]) == (303, "/accounts/profile/")
    alice.refresh_from_db()
    assert (alice.name, alice.handle, alice.about) == ("Alice Moor", "alice", "I walk.")
    assert (alice.language, alice.time_zone) == ("de", "Europe/Berlin")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Please give a name"),
        ("name", "Moderator", "taken for the team"),
        ("name", "N0a", "already has this name"),
        ("about", "x" * 1001, "at most 1000 characters"),
        ("language", "tlh", "Select a valid choice"),
        ("time_zone", "Mars/Base", "Select a valid choice"),
    ],
)
def test_bad_input_keeps_the_text(field: str, value: str, sentence: str) -> None:
    make_member("Noa")
    alice = make_member("Alice")
    fields = settings_fields(about="I walk.") | {field: value}
    answer = signed_in(alice).post("/accounts/profile/", fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert fields["about"] in page
    alice.refresh_from_db()
    assert (alice.name, alice.about) == ("Alice", "")


def test_a_suspended_person_is_refused_with_the_reason_and_keeps_the_text() -> None:
    alice = make_member("Alice")
    suspend(alice, reason="Please be kind.")
    answer = signed_in(alice).post("/accounts/profile/", settings_fields(about="I walk."))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Please be kind." in page
    assert "I walk." in page
    alice.refresh_from_db()
    assert alice.about == ""


def test_the_settings_are_for_people_who_are_signed_in(client: Client) -> None:
    answer = client.get("/accounts/profile/")
    assert answer["Location"] == "/accounts/login/?next=/accounts/profile/"
    assert client.post("/accounts/profile/", settings_fields()).status_code == 302
