"""A member takes what they wrote as a guest into their account, chosen by hand."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from accounts.models import Guest, Sanction, User
from accounts.services import device, guest_links
from accounts.viewer import Viewer
from forum.comments.models import AuthorChange, Comment, Discussion, MarkKind, Status
from forum.comments.services.mark import mark
from forum.comments.services.recount import recount
from forum.moderation.models import Case
from foundation.branding import settings
from tests.factories import make_comment, make_guest, make_member, make_moderator, suspend
from tests.factories_moderation import make_held_by_guest
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def greta() -> User:
    """A member with the address gina@example.org, verified."""
    return make_member("Greta Berg", email="gina@example.org")


@pytest.fixture
def discussion() -> Discussion:
    settings.set_value("guest_wait_seconds", 0)
    return make_topic().discussion


def signed_in(user: User, *, key: str = "") -> Client:
    client = Client()
    client.force_login(user)
    if key:
        laid = HttpResponse()
        device.set_cookie(laid, key, remember=True)
        client.cookies["guest"] = laid.cookies["guest"].value
    return client


def claim(client: Client, *comments: Comment, name: str = "member", at: str = "") -> Any:
    chosen = [comment.pk for comment in comments]
    return client.post(at or "/accounts/claim/", {"comment": chosen, "name": name})


def test_with_the_same_verified_address_what_was_written_is_listed_to_tick(
    discussion: Discussion, greta: User
) -> None:
    mine = make_comment(discussion, guest=make_guest("Gina"), body="Words of Gina")
    strange = make_comment(discussion, guest=make_guest("Mallory"), body="Words of Mallory")
    make_comment(discussion, guest=make_guest("Gus", "gus@example.org"), body="Words of Gus")
    page = signed_in(greta).get("/accounts/claim/").content.decode()
    assert "Words of Gina" in page
    assert "Words of Gus" not in page
    assert "checked" not in page  # typed by somebody: nothing is ticked by itself
    answer = claim(signed_in(greta), mine)
    assert (answer.status_code, answer["Referrer-Policy"]) == (303, "same-origin")
    mine.refresh_from_db()
    strange.refresh_from_db()
    assert (mine.author, mine.guest, mine.written_as) == (greta, None, "")
    assert strange.author is None
    change = AuthorChange.objects.get()
    assert (change.comment, change.to_user, change.cause) == (mine, greta, "claimed")
    shown = Client().get(discussion.url).content.decode()
    assert "/people/greta-berg/" in shown
    discussion.refresh_from_db()
    assert recount(discussion) is False


def test_under_the_written_name_readers_learn_nothing_of_the_member(
    discussion: Discussion, greta: User
) -> None:
    comment = make_comment(discussion, guest=make_guest("Gina"), body="Words of Gina")
    reply = make_comment(parent=comment, body="Thank you.")
    claim(signed_in(greta), comment, name="written")
    comment.refresh_from_db()
    assert (comment.author, comment.written_as) == (greta, "Gina")
    for client in (Client(), signed_in(make_member("Charlie"))):
        for address in (discussion.url, f"/c/{comment.pk}/thread/", f"/c/{reply.pk}/reply/"):
            page = client.get(address, follow=True).content.decode()
            assert "Gina" in page
            assert "Greta" not in page
            assert "greta-berg" not in page
        assert "Words of Gina" not in client.get("/people/greta-berg/").content.decode()
    assert "Words of Gina" in signed_in(greta).get("/people/greta-berg/").content.decode()
    found = signed_in(make_member("Cora")).get("/search/?q=words+gina").content.decode()
    assert "Greta" not in found


def test_a_claimed_comment_is_its_members_to_change(discussion: Discussion, greta: User) -> None:
    comment = make_comment(discussion, guest=make_guest("Gina"))
    claim(signed_in(greta), comment, name="written")
    answer = signed_in(greta).post(f"/c/{comment.pk}/edit/", {"body": "I rest at two."})
    assert answer.status_code == 303
    assert signed_in(greta).post(f"/c/{comment.pk}/delete/").status_code == 303
    comment.refresh_from_db()
    assert comment.status == Status.DELETED


@pytest.mark.parametrize("verified", [False, True])
def test_only_a_verified_address_lists_and_gives_anything(
    discussion: Discussion, greta: User, verified: bool
) -> None:
    comment = make_comment(discussion, guest=make_guest("Gina"), body="Words of Gina")
    EmailAddress.objects.filter(user=greta).update(verified=verified)
    assert (
        "Words of Gina" in signed_in(greta).get("/accounts/claim/").content.decode()
    ) == verified
    claim(signed_in(greta), comment)
    comment.refresh_from_db()
    assert (comment.author == greta) == verified


def test_nobody_takes_what_another_wrote(discussion: Discussion, greta: User) -> None:
    of_gus = make_comment(discussion, guest=make_guest("Gus", "gus@example.org"))
    of_alice = make_comment(discussion, author=make_member("Alice"))
    claim(signed_in(greta), of_gus, of_alice)
    for comment in (of_gus, of_alice):
        comment.refresh_from_db()
        assert comment.author != greta
    assert not AuthorChange.objects.exists()


def test_from_the_device_and_by_the_link_too(discussion: Discussion) -> None:
    gus = make_guest("Gus", "gus@example.org", device_hash=device.hash_key("key"))
    first, second = make_comment(discussion, guest=gus), make_comment(discussion, guest=gus)
    member = make_member("Gustav")
    assert "checked" in signed_in(member, key="key").get("/guest/me/claim/").content.decode()
    claim(signed_in(member, key="key"), first, at="/guest/me/claim/")
    claim(signed_in(member), second, at=f"/guest/{guest_links.token_of(gus)}/claim/")
    assert Comment.objects.filter(author=member).count() == 2
    address = f"/guest/{guest_links.token_of(gus)}/claim/"
    asked = Client().get(address)
    assert asked.status_code == 302
    assert asked["Location"].startswith("/accounts/login/?next=")


def test_a_waiting_comment_waits_on(discussion: Discussion, greta: User) -> None:
    comment = make_held_by_guest(discussion)
    claim(signed_in(greta), comment)
    comment.refresh_from_db()
    assert (comment.author, comment.status) == (greta, Status.HELD)
    assert Case.objects.open().filter(comment=comment).exists()


def test_counts_and_votes_follow(greta: User) -> None:
    discussion = make_topic(by=greta).discussion
    comment = make_comment(discussion, guest=make_guest("Gina"))
    mark(comment, MarkKind.HELPFUL, viewer=Viewer.for_user(greta))
    mark(comment, MarkKind.ASKER, viewer=Viewer.for_user(greta))
    mark(comment, MarkKind.HELPFUL, viewer=Viewer.for_user(make_moderator()))
    discussion.refresh_from_db()
    assert (discussion.others_count, discussion.vote_count, discussion.helpful_count) == (1, 2, 1)
    claim(signed_in(greta), comment)
    discussion.refresh_from_db()
    comment.refresh_from_db()
    assert (discussion.others_count, discussion.vote_count, discussion.helpful_count) == (0, 1, 0)
    assert comment.helpful_count == 1
    assert recount(discussion) is False


def test_a_limit_on_the_guest_holds_for_the_account(discussion: Discussion, greta: User) -> None:
    gina = make_guest("Gina")
    comment, more = make_comment(discussion, guest=gina), make_comment(discussion, guest=gina)
    Sanction.objects.create(guest=gina, reason="Please be kind.")
    claim(signed_in(greta), comment)
    assert Sanction.objects.filter(user=greta, reason="Please be kind.").count() == 1
    assert Sanction.objects.filter(guest=gina).count() == 1
    answer = claim(signed_in(greta), more)
    assert answer.status_code == 422
    assert "Please be kind." in answer.content.decode()


def test_who_is_suspended_takes_nothing(discussion: Discussion, greta: User) -> None:
    comment = make_comment(discussion, guest=make_guest("Gina"))
    suspend(greta, reason="A pause.")
    answer = claim(signed_in(greta), comment)
    assert answer.status_code == 422
    assert "A pause." in answer.content.decode()
    comment.refresh_from_db()
    assert comment.author is None


def test_what_is_missing_is_told_and_what_was_ticked_is_kept(
    discussion: Discussion, greta: User
) -> None:
    comment = make_comment(discussion, guest=make_guest("Gina"))
    answer = claim(signed_in(greta))
    assert answer.status_code == 422
    assert "Please choose what you wrote." in answer.content.decode()
    answer = claim(signed_in(greta), comment, name="")
    assert "Please choose the name" in answer.content.decode()
    assert f'value="{comment.pk}" checked' in answer.content.decode()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(greta)
    assert claim(strict, comment, name="member").status_code == 403


def test_an_erased_guest_is_offered_to_nobody(discussion: Discussion, greta: User) -> None:
    gina = make_guest("Gina")
    make_comment(discussion, guest=gina, body="Words of Gina")
    Client().post(f"/guest/{guest_links.token_of(gina)}/erase/", {"comments": "stay"})
    assert "Words of Gina" not in signed_in(greta).get("/accounts/claim/").content.decode()


def test_who_confirms_an_address_hears_of_what_was_written_with_it(
    discussion: Discussion, client: Client
) -> None:
    make_comment(discussion, guest=make_guest("Gina"))
    form = {"name": "Noa", "email": "gina@example.org", "password1": "blue river stone"}
    client.post("/accounts/signup/", form)
    link = re.search(r"http://testserver(/accounts/\S+)", str(mail.outbox[-1].body))
    assert link
    client.post(link[1])
    assert "written here as a guest" in client.get("/").content.decode()
    assert "/accounts/claim/" in client.get("/accounts/profile/").content.decode()
    assert Guest.objects.get().comments.count() == 1  # nothing is attached by it
