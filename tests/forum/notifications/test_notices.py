"""What people hear: once, why, and never more than they may see."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import AudienceKind, Comment, Status
from forum.comments.services.delete import delete
from forum.comments.services.post import post
from forum.comments.services.set_status import set_status
from forum.notifications import kinds, queries
from forum.notifications.models import Notice
from forum.notifications.services.notify import notify
from foundation.activity import events
from foundation.activity.models import Event, Receipt
from tests.factories import (
    make_audience,
    make_comment,
    make_discussion,
    make_member,
    make_moderator,
    write,
)
from tests.factories_mail import post_all

pytestmark = pytest.mark.django_db

REASON = "It advertises, sells or recruits. Please <b>do not</b>."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def decided(before: str, after: str, *, author: User | None = None) -> Comment:
    """A comment of Alice about which Bob decided."""
    comment = make_comment(author=author or make_member("Alice"), status=before)
    set_status(comment, Status(after), by=make_moderator(), reason=REASON)
    return comment


@pytest.mark.parametrize(
    ("before", "after", "kind", "mails"),
    [
        ("held", "published", kinds.APPROVED, True),
        ("held", "rejected", kinds.REJECTED, True),
        ("published", "removed", kinds.REMOVED, True),
        ("removed", "published", kinds.RESTORED, True),
        ("spam", "published", kinds.RESTORED, True),
        ("held", "spam", kinds.SPAM, False),
    ],
)
def test_the_author_is_told_what_was_decided(
    before: str, after: str, kind: str, mails: bool
) -> None:
    comment = decided(before, after)
    notice = Notice.objects.get(user=comment.author, kind=kind)
    assert notice.comment == comment
    assert len(post_all()) == int(mails)


def test_the_mail_is_discreet_plain_and_says_why() -> None:
    decided("held", "rejected")
    [message] = post_all()
    assert message.to == ["alice@example.org"]
    assert "Heat" not in message.subject
    assert "I rest before I am tired." not in message.body
    assert "Please <b>do not</b>." in message.body
    assert "http://testserver/notifications/" in message.body
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    assert "Please &lt;b&gt;do not&lt;/b&gt;." in html


def test_a_title_with_lines_cannot_break_the_subject() -> None:
    alice = make_member("Alice")
    place = make_discussion("Heat\r\nBcc: evil@example.org")
    comment = make_comment(place, author=alice, status="held")
    set_status(comment, Status.PUBLISHED, by=make_moderator())
    [message] = post_all()
    assert "\n" not in message.subject
    assert message.recipients() == ["alice@example.org"]


def test_only_a_confirmed_address_gets_mail() -> None:
    alice = make_member("Alice")
    EmailAddress.objects.filter(user=alice).update(verified=False)
    decided("held", "published", author=alice)
    assert Notice.objects.filter(user=alice).exists()
    assert not post_all()


def test_a_member_who_left_gets_no_mail() -> None:
    alice = make_member("Alice", is_active=False)
    decided("held", "published", author=alice)
    assert not post_all()


def test_a_notice_that_was_read_is_not_mailed_and_none_is_mailed_twice() -> None:
    comment = decided("held", "published")
    assert comment.author is not None
    assert len(post_all()) == 1
    assert len(post_all()) == 1
    set_status(comment, Status.REMOVED, by=make_moderator("Max"), reason=REASON)
    signed_in(comment.author).post("/notifications/read/")
    assert len(post_all()) == 1


def test_what_a_person_did_themselves_is_no_news() -> None:
    alice = make_member("Alice")
    comment = make_comment(author=alice)
    delete(comment, viewer=Viewer.for_user(alice))
    own = make_comment(author=make_moderator())
    set_status(own, Status.REMOVED, by=own.author)
    assert not Notice.objects.exists()


def test_a_comment_of_a_guest_tells_no_member() -> None:
    from tests.factories import make_guest

    comment = make_comment(guest=make_guest(), status="held")
    set_status(comment, Status.PUBLISHED, by=make_moderator())
    assert not Notice.objects.filter(comment=comment).exists()
    assert not post_all()


def test_a_job_that_runs_twice_tells_once() -> None:
    decided("held", "published")
    event = Event.objects.filter(kind="comments.comment.status").latest("pk")
    Receipt.objects.all().delete()
    Event.objects.update(dispatched_at=None)
    events.dispatch(event.pk)
    assert Notice.objects.filter(kind=kinds.APPROVED).count() == 1
    assert len(post_all()) == 1


def test_whoever_is_answered_hears_of_it_once_and_only_when_it_is_published() -> None:
    alice, bob = make_member("Alice"), make_moderator()
    comment = make_comment(author=alice)
    reply = write(comment.discussion, make_member("Nora"), "I do that too.", parent=comment)
    assert reply.status == Status.HELD
    assert not Notice.objects.filter(user=alice).exists()
    set_status(reply, Status.PUBLISHED, by=bob)
    set_status(reply, Status.REMOVED, by=bob)
    set_status(reply, Status.PUBLISHED, by=bob)
    assert Notice.objects.filter(user=alice, kind=kinds.REPLY, comment=reply).count() == 1


def test_who_started_a_topic_hears_of_answers_and_nobody_of_their_own() -> None:
    alice, bob = make_member("Alice"), make_moderator()
    topic = make_discussion(kind="topic", started_by=alice)
    answer = write(topic, bob, "Welcome here.")
    post(topic, viewer=Viewer.for_user(bob), body="And more.", parent=answer)
    assert [notice.kind for notice in Notice.objects.filter(user=alice)] == [kinds.REPLY]
    assert not Notice.objects.filter(user=bob).exists()


def test_a_suspended_member_is_told_until_when_and_why() -> None:
    from datetime import timedelta

    from django.utils import timezone

    from forum.moderation.services import sanctions

    alice, bob = make_member("Alice"), make_moderator()
    until = timezone.now() + timedelta(days=3)
    sanctions.suspend(alice, by=bob, until=until, reason="You shouted.", note="Again")
    post_all()
    sanctions.lift(alice, by=bob)
    html = signed_in(alice).get("/notifications/").content.decode()
    assert "You shouted." in html
    assert "Again" not in html
    assert "You can write here again." in html
    mails = post_all()
    assert len(mails) == 2
    assert "You shouted." in mails[0].body


# --- the page -----------------------------------------------------------------------------


def test_the_page_says_what_happened_why_and_gives_the_words_back() -> None:
    comment = decided("held", "rejected")
    assert comment.author is not None
    html = signed_in(comment.author).get("/notifications/").content.decode()
    assert "Heat and fatigue" in html
    assert "Please &lt;b&gt;do not&lt;/b&gt;." in html
    assert "I rest before I am tired." in html
    assert "was not published" in html


def test_nobody_reads_the_notices_of_another() -> None:
    comment = decided("held", "rejected")
    html = signed_in(make_member("Charlie")).get("/notifications/").content.decode()
    assert "Heat and fatigue" not in html
    assert "Nothing new" in html
    assert comment.author is not None


def test_signed_out_people_are_asked_to_sign_in(client: Client) -> None:
    assert client.get("/notifications/").status_code == 302
    assert client.post("/notifications/read/").status_code == 302


def test_a_title_is_hidden_once_its_discussion_is_closed_to_the_reader() -> None:
    alice = make_member("Alice")
    comment = make_comment(author=alice)
    audience = comment.discussion.audience
    write(comment.discussion, make_moderator(), "A secret plan", parent=comment)
    assert "Heat and fatigue" in signed_in(alice).get("/notifications/").content.decode()
    audience.kind = AudienceKind.STAFF
    audience.save()
    html = signed_in(alice).get("/notifications/").content.decode()
    assert "Heat and fatigue" not in html
    assert f"/c/{comment.pk}/" not in html
    assert "Bob" not in html
    assert "Somebody answered you." in html


def test_a_mail_names_nothing_the_reader_may_not_see_any_more() -> None:
    alice = make_member("Alice")
    place = make_discussion("A secret place", audience=make_audience(AudienceKind.STAFF))
    comment = make_comment(place, author=alice, status="held")
    set_status(comment, Status.PUBLISHED, by=make_moderator())
    [message] = post_all()
    assert "secret" not in message.body
    assert f"/c/{comment.pk}/" not in message.body


def test_reading_marks_only_what_was_on_the_page() -> None:
    alice = make_member("Alice")
    notify(alice, kinds.RELEASED, key="one")
    seen = Notice.objects.get()
    notify(alice, kinds.RELEASED, key="two")
    notify(make_member("Charlie"), kinds.RELEASED, key="one")
    client = signed_in(alice)
    assert client.get("/notifications/").context["has_new"]
    answer = client.post("/notifications/read/", {"last": seen.pk})
    assert (answer.status_code, answer["Location"]) == (303, "/notifications/")
    assert queries.unread_count(alice) == 1
    assert Notice.objects.unread().count() == 2


def test_the_page_costs_the_same_for_one_notice_and_for_thirty(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    alice, bob = make_member("Alice"), make_moderator()
    viewer = Viewer.for_user(alice)
    for _ in range(30):
        comment = make_comment(make_discussion(), author=alice, status="held")
        set_status(comment, Status.REJECTED, by=bob, reason=REASON)
    page, more = queries.page_for(alice)
    assert not more
    with django_assert_max_num_queries(4):
        rows = queries.rows_of(page, viewer)
    assert len(rows) == 30
    assert all(row.reason == REASON for row in rows)


def test_the_list_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    alice = make_member("Alice")
    for number in range(3):
        notify(alice, kinds.RELEASED, key=str(number))
    client = signed_in(alice)
    first = client.get("/notifications/")
    assert len(first.context["groups"]) == 2
    second = client.get("/notifications/" + first.context["next_url"])
    assert len(second.context["groups"]) == 1
    assert client.get("/notifications/?before=x").status_code == 404


def test_a_kind_nobody_knows_and_the_site_itself_are_told_nothing() -> None:
    assert not notify(make_member("Alice"), "odd", key="one")
    assert not notify(User.objects.site(), kinds.RELEASED, key="one")


@pytest.mark.parametrize("fields", [{"kind": "", "key": "x"}, {"kind": "x", "key": ""}])
def test_a_notice_says_what_and_on_which_occasion(fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError, match="notice_says_what"), transaction.atomic():
        Notice.objects.create(user=make_member("Alice"), **fields)


def test_one_occasion_makes_one_notice() -> None:
    alice = make_member("Alice")
    make: Callable[[], Notice] = lambda: Notice.objects.create(user=alice, kind="x", key="y")  # noqa: E731
    make()
    with pytest.raises(IntegrityError), transaction.atomic():
        make()
    assert not notify(alice, kinds.RELEASED, key="y")
