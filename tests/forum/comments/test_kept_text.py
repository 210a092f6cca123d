"""Compose before you sign up: a visitor's text is there again when they come back signed in."""

import re

import pytest
from django.core import mail
from django.test import Client

from forum.comments.models import Comment, Discussion
from tests.factories import make_comment, make_member
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def discussion() -> Discussion:
    return make_topic().discussion


def test_what_was_typed_is_there_after_joining(discussion: Discussion, client: Client) -> None:
    address = f"/d/{discussion.pk}/comment/"
    kept = client.post(address, {"body": "I began <b>this</b> as a visitor.", "join": "1"})
    assert kept.status_code == 303
    assert kept["Location"] == f"/accounts/login/?next=%2Fd%2F{discussion.pk}%2Fcomment%2F"
    assert not Comment.objects.filter(guest__isnull=False).exists()
    login = client.get(kept["Location"]).content.decode()
    signup = re.search(r'href="(/accounts/signup/\?next=[^"]+)"', login)
    assert signup
    form = {"name": "Noa", "email": "noa@example.org", "password1": "blue river stone"}
    client.post(signup[1].replace("&amp;", "&"), form | {"next": address})
    link = re.search(r"http://testserver(/accounts/\S+)", str(mail.outbox[-1].body))
    assert link
    assert client.post(link[1])["Location"] == address
    page = client.get(address).content.decode()
    assert "I began &lt;b&gt;this&lt;/b&gt; as a visitor." in page
    assert "You write as" not in page
    assert "I began &lt;b&gt;this" in client.get(discussion.url).content.decode()
    sent = client.post(address, {"body": "I began this as a visitor."})
    assert sent.status_code == 303
    assert "I began" not in client.get(address).content.decode()


def test_what_was_typed_is_there_after_signing_in_and_nowhere_else(
    discussion: Discussion, client: Client
) -> None:
    alice, parent = make_member("Alice"), make_comment(discussion)
    client.post(f"/c/{parent.pk}/reply/", {"body": "To you alone.", "join": "1"})
    # Not signed in yet: only the page of the form shows it, never the one that is kept for all.
    assert "To you alone." in client.get(f"/c/{parent.pk}/reply/").content.decode()
    assert "To you alone." not in client.get(discussion.url).content.decode()
    assert "To you alone." not in Client().get(f"/c/{parent.pk}/reply/").content.decode()
    client.post("/accounts/login/", {"login": alice.email, "password": "correct horse"})
    assert "To you alone." in client.get(f"/c/{parent.pk}/reply/").content.decode()
    assert "To you alone." not in client.get(f"/d/{discussion.pk}/comment/").content.decode()


def test_an_empty_or_too_long_text_is_not_sent_away(discussion: Discussion, client: Client) -> None:
    for body in ("", "x" * 10_001):
        answer = client.post(f"/d/{discussion.pk}/comment/", {"body": body, "join": "1"})
        assert answer.status_code == 422
        assert body in answer.content.decode()


def test_no_network_fills_the_table_of_sessions(discussion: Discussion) -> None:
    answers = [
        Client().post(f"/d/{discussion.pk}/comment/", {"body": f"Text {n}", "join": "1"})
        for n in range(21)
    ]
    assert [answer.status_code for answer in answers[-2:]] == [303, 422]
    assert "Text 20" in answers[-1].content.decode()
