"""Mail on its way: once, merged, never more than may be read, and never twice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.utils import timezone

from accounts.models import User
from forum.comments.models import AudienceKind, Comment, Discussion
from forum.notifications import kinds
from forum.notifications.models import Delivery, DeliveryStatus, Level, Notice, SuppressionReason
from forum.notifications.services import prefer, send
from forum.notifications.services.channels import of_discussion
from forum.notifications.services.follow import follow
from forum.notifications.services.notify import notify
from forum.notifications.services.suppress import is_suppressed, release, suppress
from foundation.branding import settings as site_settings
from tests.factories import (
    make_comment,
    make_discussion,
    make_member,
    make_moderator,
    suspend,
    write,
)
from tests.factories_mail import headers_of, html_of, make_confirmed_guest, post_all
from tests.factories_topics import make_board, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return make_member("Alice")


def answered(alice: User, *, count: int = 1, place: Discussion | None = None) -> Comment:
    """A comment of Alice that Bob has answered."""
    comment = make_comment(place, author=alice)
    bob = User.objects.filter(name="Bob").first() or make_moderator()
    for number in range(count):
        write(comment.discussion, bob, f"I do that too, {number}.", parent=comment)
    return comment


def statuses() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("status", flat=True))


# --- When --------------------------------------------------------------------------------


def test_a_mail_waits_ten_minutes_and_tells_of_all_that_came_meanwhile(alice: User) -> None:
    answered(alice, count=3)
    assert send.send_due() == 0
    [message] = post_all()
    assert message.subject == "3 replies to you in “Heat and fatigue”."
    for number in range(3):
        assert f"I do that too, {number}." in message.body
    assert statuses() == ["sent"] * 3
    assert len(set(Delivery.objects.values_list("message_id", flat=True))) == 1


def test_what_is_read_on_the_site_is_not_mailed(alice: User, client: Client) -> None:
    topic = make_topic(by=make_moderator("Max"))
    answered(alice, place=topic.discussion)
    client.force_login(alice)
    html = client.get(topic.get_absolute_url()).content.decode()
    assert "I do that too" in html
    assert not Notice.objects.unread().exists()
    assert statuses() == ["cancelled"]
    assert post_all() == []


def test_quiet_hours_are_those_of_the_reader_also_when_the_clock_changes(alice: User) -> None:
    from forum.notifications.preferences import after_quiet_hours

    prefer.choose(alice, quiet_from=22, quiet_to=7)
    alice.time_zone = "Europe/Berlin"
    alice = User.objects.select_related("notification_preferences").get(pk=alice.pk)
    alice.time_zone = "Europe/Berlin"
    cases = [
        ("2026-07-01T21:00", "2026-07-02T05:00"),  # 23:00 there; seven in the morning
        ("2026-07-01T12:00", "2026-07-01T12:00"),
        ("2026-10-24T22:30", "2026-10-25T06:00"),  # the night that is an hour longer
        ("2026-03-28T23:30", "2026-03-29T05:00"),  # and the one that is shorter
    ]
    for moment, sent in cases:
        found = after_quiet_hours(alice, datetime.fromisoformat(moment).replace(tzinfo=UTC))
        assert found == datetime.fromisoformat(sent).replace(tzinfo=UTC)


def test_beyond_the_most_of_a_day_mail_waits_for_the_next(alice: User) -> None:
    site_settings.set_value("mails_a_day", 2)
    for _ in range(3):
        answered(alice, place=make_discussion())
    assert len(post_all()) == 2
    assert statuses().count("queued") == 1
    waiting = Delivery.objects.get(status="queued")
    assert waiting.due_at > timezone.now() + timedelta(hours=23)
    Delivery.objects.filter(status="sent").update(status_at=timezone.now() - timedelta(hours=25))
    assert len(post_all()) == 3


def test_what_is_urgent_waits_for_nothing_and_goes_first(alice: User) -> None:
    """Somebody may be at risk, and Alice is on duty: it is night, and she has had her mails."""
    site_settings.set_value("mails_a_day", 1)
    answered(alice)
    assert len(post_all()) == 1
    here = timezone.localtime().hour
    prefer.choose(alice, quiet_from=here, quiet_to=(here + 2) % 24, digest="week")
    prefer.pause(alice, weeks=2)
    dora = make_member("Dora")
    for number in range(3):
        notify(dora, kinds.RELEASED, key=str(number))
    Delivery.objects.filter(user=dora).update(due_at=timezone.now() - timedelta(hours=1))
    notify(User.objects.get(pk=alice.pk), kinds.TEAM_RISK, key="risk:1", data={"path": "/"})
    assert send.send_due(1) == 1
    urgent = Delivery.objects.get(notice__kind=kinds.TEAM_RISK)
    assert urgent.status == DeliveryStatus.SENT


# --- Whether -----------------------------------------------------------------------------


def close_place(alice: User, comment: Comment) -> None:
    comment.discussion.audience.kind = AudienceKind.STAFF
    comment.discussion.audience.save()


def take_down(_alice: User, comment: Comment) -> None:
    Comment.objects.filter(parent=comment).update(status="removed")


def leave(alice: User, _comment: Comment) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)


def pause(alice: User, _comment: Comment) -> None:
    prefer.pause(alice, weeks=2)


def want_none(alice: User, _comment: Comment) -> None:
    prefer.choose(alice, mails=False)


def be_suspended(alice: User, _comment: Comment) -> None:
    suspend(alice)


@pytest.mark.parametrize("happens", [close_place, take_down, leave, pause, want_none, be_suspended])
def test_rights_and_wishes_are_asked_again_when_sending(
    alice: User, happens: Callable[[User, Comment], None]
) -> None:
    comment = answered(alice)
    happens(alice, comment)
    assert post_all() == []
    assert statuses() == ["cancelled"]


def test_a_suppressed_address_gets_nothing_until_it_is_released(alice: User) -> None:
    assert suppress("ALICE@example.org", SuppressionReason.BOUNCED)
    assert not suppress("alice@example.org", SuppressionReason.COMPLAINED)
    comment = answered(alice)
    assert post_all() == []
    assert statuses() == ["suppressed"]
    assert release("alice@example.org")
    write(comment.discussion, make_moderator("Max"), parent=comment)
    assert len(post_all()) == 1


def test_a_site_without_mail_works_and_says_so(alice: User, client: Client, settings: Any) -> None:
    settings.MAIL_IS_ON = False
    answered(alice)
    assert Notice.objects.filter(user=alice).exists()
    assert not Delivery.objects.exists()
    client.force_login(alice)
    for path in ("/notifications/settings/", "/following/"):
        assert "This site sends no mail at present" in client.get(path).content.decode()


# --- What --------------------------------------------------------------------------------


def test_a_mail_says_why_and_how_to_stop_it_and_names_nobody_in_its_headers(alice: User) -> None:
    comment = answered(alice)
    [message] = post_all()
    text = f"{message.body} {html_of(message)}"
    assert text.count("You get this because somebody answered you.") == 2
    headers = headers_of(message)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(headers["List-Unsubscribe"]).startswith("<http://testserver/unsubscribe/u")
    assert headers["List-Id"] == f"<d{comment.discussion_id}.localhost>"
    assert headers["References"] == f"<d{comment.discussion_id}@localhost>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert "<img" not in text
    names = [f"{key}: {value}" for key, value in headers.items() if key not in ("Subject", "From")]
    assert "Heat" not in str(names)
    assert "Bob" not in str(names)


def test_a_later_mail_of_one_discussion_joins_the_earlier_in_the_mailbox(alice: User) -> None:
    comment = answered(alice)
    post_all()
    write(comment.discussion, make_moderator("Max"), parent=comment)
    first, second = post_all()
    assert headers_of(first)["Message-ID"] != headers_of(second)["Message-ID"]
    assert headers_of(first)["References"] == headers_of(second)["References"]


@pytest.mark.parametrize("by", ["person", "board"])
def test_a_discreet_mail_names_nothing(alice: User, by: str) -> None:
    board = make_board()
    if by == "person":
        prefer.choose(alice, discreet="always")
    else:
        board.is_sensitive = True
        board.save()
    topic = make_topic("Bladder trouble", board=board, by=alice)
    write(topic.discussion, make_moderator(), "Mine is worse in the cold.")
    [message] = post_all()
    whole = f"{message.body}{html_of(message)}{headers_of(message).as_string()}"
    for word in ("Bladder", "Bob", "cold", "Threadwell", "bladder", "topic"):
        assert word not in whole
    assert message.subject == "There is something new for you"
    assert message.from_email.startswith("Message <")


def test_whoever_wants_titles_gets_them_from_a_sensitive_board_too(alice: User) -> None:
    prefer.choose(alice, discreet="never")
    board = make_board()
    board.is_sensitive = True
    board.save()
    topic = make_topic("Bladder trouble", board=board, by=alice)
    write(topic.discussion, make_moderator())
    [message] = post_all()
    assert "Bladder" in message.subject


def test_a_mail_speaks_the_language_of_its_reader(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(language="de")
    answered(alice)
    [message] = post_all()
    assert '<html lang="de"' in html_of(message)


def test_a_confirmed_guest_is_mailed_and_can_stop_it(client: Client) -> None:
    gina = make_confirmed_guest()
    comment = make_comment(guest=gina)
    write(comment.discussion, make_moderator(), "I do that too.", parent=comment)
    [message] = post_all()
    assert message.to == ["gina@example.org"]
    url = str(headers_of(message)["List-Unsubscribe"]).strip("<>")
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    write(comment.discussion, make_moderator("Max"), parent=comment)
    assert len(post_all()) == 1


# --- Faults ------------------------------------------------------------------------------


class Server(BaseEmailBackend):
    """A way of sending that fails as a test says, before or after it has the text."""

    marks_before_text = True
    fault: Exception | None = None
    has_text = False
    taken: list[Any] = []

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            if self.fault is not None and not self.has_text:
                raise self.fault
            message.before_text()
            if self.fault is not None:
                raise self.fault
            self.taken.append(message)
        return len(email_messages)


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Server]:
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Server"}}
    monkeypatch.setattr(Server, "fault", None)
    monkeypatch.setattr(Server, "has_text", False)
    monkeypatch.setattr(Server, "taken", [])
    return Server


@pytest.mark.parametrize(
    ("fault", "has_text", "status"),
    [
        (ConnectionRefusedError(), False, "queued"),
        (TimeoutError(), False, "queued"),
        (SMTPServerDisconnected("gone"), False, "queued"),
        (SMTPDataError(451, b"busy"), True, "queued"),
        (SMTPDataError(554, b"no"), True, "failed"),
        (SMTPServerDisconnected("gone"), True, "uncertain"),
        (TimeoutError(), True, "uncertain"),
        (SMTPRecipientsRefused({"a": (450, b"busy")}), False, "queued"),
        (SMTPRecipientsRefused({"a": (550, b"5.7.1 no")}), False, "failed"),
        (SMTPRecipientsRefused({"a": (550, b"5.1.1 no such user")}), False, "failed"),
    ],
)
def test_what_a_fault_leaves_behind(
    alice: User, server: type[Server], fault: Exception, has_text: bool, status: str
) -> None:
    answered(alice)
    server.fault, server.has_text = fault, has_text
    post_all()
    row = Delivery.objects.get()
    assert (row.status, row.claim) == (status, "")
    assert is_suppressed("alice@example.org") == ("5.1.1" in str(fault))
    server.fault = None
    post_all()
    # What is queued goes out once; what failed or is uncertain is not repeated.
    assert len(server.taken) == int(status == "queued")
    if status == "queued":
        assert row.attempts == 1
        assert row.due_at > timezone.now()


def test_a_server_that_is_away_costs_one_try_for_all_mail(
    alice: User, server: type[Server]
) -> None:
    for _ in range(3):
        answered(alice, place=make_discussion())
    server.fault = ConnectionRefusedError()
    post_all()
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_trying_ends_at_last(alice: User, server: type[Server]) -> None:
    answered(alice)
    Delivery.objects.update(attempts=send.MOST_ATTEMPTS - 1)
    server.fault = TimeoutError()
    post_all()
    assert statuses() == ["failed"]


def test_two_workers_take_different_mail(alice: User) -> None:
    answered(alice)
    row = Delivery.objects.get()
    first = send._claim({"user": alice.pk}, row.thread)
    assert first is not None
    assert send._claim({"user": alice.pk}, row.thread) is None
    assert post_all() == []
    Delivery.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert len(post_all()) == 1


def test_what_is_read_while_its_mail_is_made_is_not_sent(
    alice: User, server: type[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    from forum.notifications.services import compose
    from forum.notifications.services.read import mark_all_read

    answered(alice)
    made = compose.message_of

    def read_meanwhile(*arguments: Any, **options: Any) -> Any:
        mark_all_read(alice)
        return made(*arguments, **options)

    monkeypatch.setattr(compose, "message_of", read_meanwhile)
    post_all()
    assert server.taken == []
    assert statuses() == ["cancelled"]


def test_old_rows_are_forgotten_and_uncertain_ones_stay(alice: User) -> None:
    for _ in range(2):
        answered(alice, place=make_discussion())
    post_all()
    Delivery.objects.update(status_at=timezone.now() - timedelta(days=61))
    kept = Delivery.objects.first()
    assert kept is not None
    Delivery.objects.filter(pk=kept.pk).update(status=DeliveryStatus.UNCERTAIN)
    assert send.forget_old() == 1
    assert statuses() == ["uncertain"]


def test_following_all_is_mailed_with_its_reason(alice: User) -> None:
    place = make_discussion()
    follow(alice, of_discussion(place.pk), Level.ALL)
    write(place, make_moderator())
    [message] = post_all()
    assert "You get this because you follow “Heat and fatigue”." in message.body
