"""The engine's pages over HTTP: a guest's way, each role, and bad input."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.comments.models import Comment, Discussion, Mark, Status
from forum.comments.services.set_status import set_status
from foundation.branding import settings
from tests.factories import (
    make_comment,
    make_discussion,
    make_member,
    make_moderator,
    suspend,
)
from tests.factories_moderation import make_known
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db

GINA = {"name": "Gina", "email": "gina@example.org", "body": "I swim at seven."}


@pytest.fixture
def discussion() -> Discussion:
    return make_topic().discussion


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, discussion: Discussion, **data: str) -> Any:
    return client.post(f"/d/{discussion.pk}/comment/", data)


def test_a_guest_sees_their_held_comment_and_nobody_else_does(
    client: Client, discussion: Discussion
) -> None:
    answer = send(client, discussion, **GINA)
    assert answer.status_code == 303
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    comment = Comment.objects.get(guest__name="Gina")
    assert comment.status == Status.HELD
    page = client.get(answer["Location"])
    assert "I swim at seven" in page.content.decode()
    assert "waits for a moderator" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    stranger = Client().get(discussion.url)
    assert "I swim at seven" not in stranger.content.decode()


def test_a_guest_without_cookies_sees_it_by_the_token_alone(discussion: Discussion) -> None:
    answer = send(Client(), discussion, **GINA)
    page = Client().get(answer["Location"]).content.decode()
    assert "I swim at seven" in page
    assert "/edit/" not in page  # the token shows, it changes nothing


def test_a_guest_reads_on_the_token_page_that_it_was_not_published(discussion: Discussion) -> None:
    answer = send(Client(), discussion, **GINA)
    set_status(Comment.objects.get(guest__name="Gina"), Status.REJECTED, by=make_moderator())
    page = Client().get(answer["Location"]).content.decode()
    assert "was not published" in page
    assert "I swim at seven" in page
    assert "I swim at seven" not in Client().get(discussion.url).content.decode()


def test_a_wrong_token_shows_nothing(discussion: Discussion) -> None:
    answer = send(Client(), discussion, **GINA)
    wrong = re.sub(r"held=[^#&]+", "held=" + "x" * 43, answer["Location"])
    assert "I swim at seven" not in Client().get(wrong).content.decode()


def test_no_page_ever_holds_the_address_of_a_guest(discussion: Discussion) -> None:
    client = Client()
    answer = send(client, discussion, **GINA)
    comment = Comment.objects.get(guest__name="Gina")
    set_status(comment, Status.PUBLISHED, by=make_moderator())
    for page in (client.get(answer["Location"]), Client().get(discussion.url),
                 signed_in(make_moderator("Bo")).get(discussion.url),
                 client.get(f"/c/{comment.pk}/edit/")):  # fmt: skip
        assert "gina@example.org" not in page.content.decode()


def test_a_guest_edits_and_deletes_from_the_same_device_only(
    client: Client, discussion: Discussion
) -> None:
    settings.set_value("guest_wait_seconds", 0)
    send(client, discussion, **GINA)
    comment = Comment.objects.get(guest__name="Gina")
    assert Client().post(f"/c/{comment.pk}/edit/", {"body": "Not mine"}).status_code in (403, 404)
    assert client.post(f"/c/{comment.pk}/edit/", {"body": "I swim at eight."}).status_code == 303
    comment.refresh_from_db()
    assert comment.body_source == "I swim at eight."
    assert comment.status == Status.HELD
    assert Client().post(f"/c/{comment.pk}/delete/").status_code in (403, 404)
    assert client.post(f"/c/{comment.pk}/delete/").status_code == 303
    comment.refresh_from_db()
    assert comment.status == Status.DELETED


def test_the_guest_cookie_is_opaque_and_ends_with_the_browser_unless_asked(
    discussion: Discussion,
) -> None:
    settings.set_value("guest_wait_seconds", 0)
    answer = send(Client(), discussion, **GINA)
    cookie = answer.cookies["guest"]
    assert cookie["httponly"]
    assert cookie["max-age"] == ""
    assert "Gina" not in cookie.value
    assert "gina" not in cookie.value
    answer = send(Client(), discussion, **GINA | {"body": "Again, another", "remember": "on"})
    assert answer.cookies["guest"]["max-age"] == 180 * 24 * 3600


def test_a_remembered_guest_is_greeted_by_name_and_can_be_forgotten(
    client: Client, discussion: Discussion
) -> None:
    send(client, discussion, **GINA, remember="on")
    page = client.get(discussion.url).content.decode()
    assert "You write as Gina" in page
    client.post("/accounts/forget/")
    assert "You write as Gina" not in client.get(discussion.url).content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"body": ""}, "write something"),
        ({"body": "x" * 5001}, "5000"),
        ({"name": ""}, "give a name"),
        ({"name": "Admin"}, "team of this site"),
        ({"email": "nonsense"}, "does not look like"),
        ({"email": ""}, "give an e-mail address"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_the_text_is_kept(
    client: Client, discussion: Discussion, change: dict[str, str], sentence: str
) -> None:
    answer = send(client, discussion, **GINA | {"body": "My long story"} | change)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "body" in change or "My long story" in page
    assert not Comment.objects.filter(guest__name="Gina").exists()


def test_a_reply_to_what_vanished_keeps_the_text_and_offers_a_new_comment(
    discussion: Discussion,
) -> None:
    parent = make_comment(discussion)
    alice = make_member("Alma")
    client = signed_in(alice)
    set_status(parent, Status.REMOVED, by=make_moderator())
    make_comment(parent=parent, at=None)  # keeps the placeholder in sight
    answer = client.post(f"/c/{parent.pk}/reply/", {"body": "My long story"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "no longer there" in page
    assert "My long story" in page
    assert f"/d/{discussion.pk}/comment/" in page


def test_a_repeated_press_makes_one_comment(discussion: Discussion) -> None:
    client = signed_in(make_moderator())
    page = client.get(discussion.url).content.decode()
    match = re.search(r'name="form_key" value="([^"]+)"', page)
    assert match
    for _press in range(3):
        answer = send(client, discussion, body="Once", form_key=match[1])
        assert answer.status_code == 303
    assert Comment.objects.filter(body_source="Once").count() == 1


@pytest.mark.usefixtures("queue")
def test_a_reply_costs_few_statements_however_much_there_is(discussion: Discussion) -> None:
    charlie = make_known()
    settings.set_value("reply_wait_seconds", 0)
    parent = make_comment(discussion, parent=make_comment(discussion))
    client = signed_in(charlie)

    def statements(number: int) -> int:
        body = f"I rest before I am tired and keep a diary of my warm days, number {number}."
        form = {"body": body, "form_key": f"key-{number}"}
        with CaptureQueriesContext(connection) as asked:
            assert client.post(f"/c/{parent.pk}/reply/", form).status_code == 303
        assert Comment.objects.get(form_key=f"key-{number}").is_published
        return sum("SAVEPOINT" not in each["sql"] for each in asked)

    statements(0)
    before = statements(1)
    for _ in range(20):
        make_comment(discussion, author=charlie, parent=parent)
    assert before == statements(2) == 16


def test_a_preview_is_what_will_be_published(discussion: Discussion) -> None:
    body = "**Bold**\n\n- one\n- two\n\n<b>raw</b> https://example.org"
    client = signed_in(make_moderator())
    fragment = client.post("/preview/", {"body": body}, headers={"X-Requested-With": "fetch"})
    send(client, discussion, body=body)
    comment = Comment.objects.get(body_source=body)
    assert comment.body_html in fragment.content.decode()


def test_a_preview_without_a_script_writes_nothing_and_keeps_the_text(
    discussion: Discussion,
) -> None:
    client = signed_in(make_moderator())
    answer = send(client, discussion, body="**Bold** story", preview="1")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<strong>Bold</strong>" in page
    assert "**Bold** story" in page
    assert not Comment.objects.filter(body_source__contains="Bold").exists()


@pytest.mark.parametrize("address", ["reply", "edit", "delete", "thread"])
def test_comments_of_a_closed_audience_are_not_found_by_outsiders(
    client: Client, address: str
) -> None:
    topic = make_topic(audience="staff")
    comment = make_comment(topic.discussion)
    assert client.get(f"/c/{comment.pk}/").status_code == 404
    assert client.get(f"/c/{comment.pk}/{address}/").status_code == 404
    assert signed_in(make_member("Charlie")).get(f"/c/{comment.pk}/").status_code == 404
    assert signed_in(make_moderator()).get(f"/c/{comment.pk}/").status_code == 302


def test_a_stranger_cannot_change_or_delete(discussion: Discussion) -> None:
    comment = make_comment(discussion)
    client = signed_in(make_member("Charlie"))
    for verb in ("edit", "delete"):
        assert client.post(f"/c/{comment.pk}/{verb}/", {"body": "Mine now"}).status_code == 403
    comment.refresh_from_db()
    assert comment.status == Status.PUBLISHED
    assert comment.body_source != "Mine now"


def test_a_suspended_member_is_refused_on_every_write_path(discussion: Discussion) -> None:
    dora = make_member("Dora")
    own = make_comment(discussion, author=dora)
    other = make_comment(discussion)
    client = signed_in(dora)
    suspend(dora, reason="Please be kind.")
    for address, data in [
        (f"/d/{discussion.pk}/comment/", {"body": "More"}),
        (f"/c/{other.pk}/reply/", {"body": "More"}),
        (f"/c/{own.pk}/edit/", {"body": "More"}),
    ]:
        answer = client.post(address, data)
        assert answer.status_code == 422
        assert "Please be kind." in answer.content.decode()
    assert client.post(f"/c/{other.pk}/helpful/").status_code == 403
    assert Comment.objects.filter(body_source="More").count() == 0
    assert Mark.objects.count() == 0


def test_helpful_is_one_vote_per_person_and_can_be_taken_back(discussion: Discussion) -> None:
    comment = make_comment(discussion)
    client = signed_in(make_member("Charlie"))
    for _press in range(3):
        assert client.post(f"/c/{comment.pk}/helpful/").status_code == 303
    comment.refresh_from_db()
    assert comment.helpful_count == 1
    client.post(f"/c/{comment.pk}/helpful/", {"undo": "1"})
    comment.refresh_from_db()
    assert comment.helpful_count == 0


def test_only_the_asker_says_what_helped_and_only_the_team_reviews() -> None:
    asker = make_member("Asker")
    topic = make_topic(by=asker)
    answer = make_comment(topic.discussion, author=make_member("Helper"))
    assert signed_in(make_member("Charlie")).post(f"/c/{answer.pk}/answer/").status_code == 403
    assert signed_in(asker).post(f"/c/{answer.pk}/answer/").status_code == 303
    assert signed_in(asker).post(f"/c/{answer.pk}/review/").status_code == 403
    assert signed_in(make_moderator()).post(f"/c/{answer.pk}/review/").status_code == 303
    page = Client().get(topic.discussion.url).content.decode()
    assert "Helped the person who asked" in page
    assert "Reviewed by our team" in page


def test_a_moderator_s_hat_is_in_words_and_the_jump_list_leads_there(
    discussion: Discussion,
) -> None:
    client = signed_in(make_moderator())
    send(client, discussion, body="Officially: rest.", hat="moderator")
    page = Client().get(discussion.url).content.decode()
    comment = Comment.objects.get(body_source__startswith="Officially")
    assert 'class="comment level-1 official official-moderator' in page
    assert "Moderator</span>" in page
    assert f'href="/c/{comment.pk}/"' in page
    assert "Go to the moderators&#x27; replies (1)" in page


def test_a_signed_out_page_carries_no_person(discussion: Discussion) -> None:
    make_comment(discussion)
    one, two = Client().get(discussion.url), Client().get(discussion.url)
    assert one.content == two.content
    assert not one.cookies
    assert "Cookie" not in one.get("Vary", "")
    assert "csrfmiddlewaretoken" not in one.content.decode()
    assert 'form_key" value' not in one.content.decode()


def test_a_post_without_a_token_changes_nothing_and_comes_back_filled(
    discussion: Discussion,
) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = send(client, discussion, **GINA)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert "I swim at seven." in page
    assert not Comment.objects.filter(guest__name="Gina").exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    assert send(client, discussion, **GINA, csrfmiddlewaretoken=token[1]).status_code == 303


def test_members_only_boards_refuse_guests() -> None:
    topic = make_topic(audience="members")
    assert Client().get(topic.discussion.url).status_code == 404
    assert send(Client(), topic.discussion, **GINA).status_code == 404


def test_a_guest_s_private_page_says_what_became_of_each(discussion: Discussion) -> None:
    answer = send(Client(), discussion, **GINA)
    comment = Comment.objects.get(guest__name="Gina")
    page = Client().get(answer["Location"]).content.decode()
    address = re.search(r'href="(/guest/[^"]+)"', page)
    assert address
    bob = make_moderator()
    for status, sentence in [
        (Status.HELD, "waits for a moderator"),
        (Status.REJECTED, "was not published"),
        (Status.SPAM, "taken for spam"),
        (Status.REMOVED, "removed this comment"),
        (Status.PUBLISHED, "Your comment is published"),
    ]:
        set_status(comment, status, by=bob)
        private = Client().get(address[1])
        assert sentence in private.content.decode(), status
        assert "no-store" in private["Cache-Control"]
        assert private["Referrer-Policy"] == "no-referrer"
    assert Client().get("/guest/" + "x" * 43 + "/").status_code == 404


def test_a_second_press_before_the_first_answer_leaves_the_guest_their_comment(
    discussion: Discussion,
) -> None:
    data = GINA | {"form_key": "one-key"}
    first, second = Client(), Client()
    send(first, discussion, **data)
    send(second, discussion, **data)
    comment = Comment.objects.get(guest__name="Gina")
    for client in (first, second):
        assert client.get(f"/c/{comment.pk}/edit/").status_code == 200


def test_who_wrote_in_a_discussion_loses_sight_of_it_when_it_is_hidden(
    discussion: Discussion,
) -> None:
    from forum.comments.services import discussions

    mim = make_member("Mim")
    own = make_comment(discussion, author=mim)
    client = signed_in(mim)
    assert client.get(f"/c/{own.pk}/").status_code == 302
    discussions.hide(discussion, by=None)
    for address in ("", "thread/", "edit/", "reply/"):
        assert client.get(f"/c/{own.pk}/{address}").status_code == 404


def test_a_removed_comment_names_nobody_not_even_beside_its_replies(
    discussion: Discussion,
) -> None:
    parent = make_comment(discussion, author=make_member("Petra"))
    make_comment(parent=parent, author=make_member("Quentin"))
    assert "Petra" in Client().get(discussion.url).content.decode()
    set_status(parent, Status.REMOVED, by=make_moderator())
    assert "Petra" not in Client().get(discussion.url).content.decode()


def test_an_author_does_not_overwrite_what_a_moderator_decided_meanwhile(
    discussion: Discussion,
) -> None:
    from accounts.viewer import Viewer
    from forum.comments.services.delete import delete

    mim = make_member("Mim")
    comment = make_comment(discussion, author=mim)
    stale = Comment.objects.select_related("discussion").get(pk=comment.pk)
    set_status(comment, Status.REMOVED, by=make_moderator())
    assert not delete(stale, viewer=Viewer.for_user(mim))
    comment.refresh_from_db()
    assert comment.status == Status.REMOVED


def test_a_deep_link_shows_the_chain_above_the_reply(discussion: Discussion) -> None:
    parent = make_comment(discussion)
    chain = [parent]
    for n in range(60):
        chain.append(make_comment(parent=chain[-1] if n < 5 else chain[3], body=f"text {n}"))
    deep = chain[5]
    page = Client().get(f"/c/{parent.pk}/thread/?from={deep.pk}").content.decode()
    for comment in chain[:6]:
        assert f'id="c-{comment.pk}"' in page


def test_a_conversation_says_where_it_is_and_leads_back_to_its_place(client: Any) -> None:
    discussion = make_discussion("Heat and fatigue")
    root = make_comment(discussion)
    reply = make_comment(parent=root)
    html = client.get(f"/c/{root.pk}/thread/").content.decode()
    assert "<h1>A conversation begun by Alice</h1>" in html
    assert "<title>A conversation begun by Alice: Heat and fatigue" in html
    assert f'href="/c/{root.pk}/">Back to the whole discussion</a>' in html
    assert f'<a href="{discussion.url}">Heat and fatigue</a>' in html
    later = client.get(f"/c/{root.pk}/thread/?from={reply.pk}").content.decode()
    assert "<h1>A conversation begun by Alice, continued</h1>" in later
    for page in (html, later):
        assert f'/c/{root.pk}/thread/">' in page.partition('rel="canonical"')[2].partition("\n")[0]
