"""An address that mail does not reach, or that does not want it, gets no more."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from forum.notifications.models import Suppression, SuppressionReason
from forum.notifications.services.suppress import came_back, is_suppressed, release, suppress
from foundation.limits.models import Bucket
from tests.factories import make_administrator, make_comment, make_member, make_moderator, write
from tests.factories_mail import headers_of, make_confirmed_guest, post_all

pytestmark = pytest.mark.django_db

ADDRESS = "alice@example.org"


def pass_days(days: int) -> None:
    for bucket in Bucket.objects.all():
        bucket.full_at -= timedelta(days=days)
        bucket.save()


@pytest.mark.parametrize("status", ["5.1.1", "5.1.10", "5.2.1", "5.4.4", "5.0.0"])
def test_a_mailbox_that_does_not_exist_is_given_up_at_once(status: str) -> None:
    assert came_back(ADDRESS, status)
    assert is_suppressed("Alice@Example.org")
    assert not came_back(ADDRESS, status)  # that is known


@pytest.mark.parametrize("status", ["5.7.1", "5.6.0", "4.7.0"])
def test_what_is_held_against_us_says_nothing_about_the_address(status: str) -> None:
    for _day in range(10):
        assert not came_back(ADDRESS, status)
        pass_days(1)


@pytest.mark.parametrize("status", ["5.2.2", "4.2.2", "4.4.1"])
def test_a_mailbox_that_is_full_is_given_up_when_it_stays_so(status: str) -> None:
    for _day in range(3):
        for _mail in range(5):
            assert not came_back(ADDRESS, status)
        pass_days(2)
    assert came_back(ADDRESS, status)
    assert Suppression.objects.get().reason == SuppressionReason.UNREACHABLE


def test_a_mailbox_that_is_full_now_and_then_is_not_given_up() -> None:
    for _time in range(6):
        assert not came_back(ADDRESS, "5.2.2")
        pass_days(30)


def test_an_operator_sees_whose_addresses_are_stopped_and_starts_one_again() -> None:
    alice = make_member("Alice")
    make_confirmed_guest("Gina")
    for address in (ADDRESS, "gina@example.org", "nobody@example.org"):
        suppress(address, SuppressionReason.BOUNCED)
    client = Client()
    client.force_login(make_administrator())
    assert "3 addresses get no mail" in client.get("/desk/mail/").content.decode()
    html = client.get("/desk/mail/stopped/").content.decode()
    for name in ("Alice", "Gina", "Nobody known any more", "The mailbox does not exist"):
        assert name in html
    assert "@example.org" not in html.replace("ada@example.org", "")
    row = Suppression.objects.get(user=alice)
    assert client.post(f"/desk/mail/stopped/{row.pk}/lift/").status_code == 303
    assert not is_suppressed(ADDRESS)
    assert is_suppressed("gina@example.org")
    comment = make_comment(author=alice)
    write(comment.discussion, make_moderator(), parent=comment)
    assert [message.to for message in post_all()] == [[ADDRESS]]


def test_a_member_reads_why_no_mail_comes() -> None:
    alice = make_member("Alice")
    client = Client()
    client.force_login(alice)
    words = "Mail to your address came back"
    assert words not in client.get("/notifications/settings/").content.decode()
    suppress(ADDRESS, SuppressionReason.BOUNCED)
    assert words in client.get("/notifications/settings/").content.decode()
    release(ADDRESS)
    assert words not in client.get("/notifications/settings/").content.decode()


def test_reports_come_home_by_the_envelope_and_the_reader_sees_the_site(settings: Any) -> None:
    settings.BOUNCES_TO = "reply@in.example.org"
    alice = make_member("Alice")
    comment = make_comment(author=alice)
    write(comment.discussion, make_moderator(), parent=comment)
    [message] = post_all()
    assert message.from_email == "reply@in.example.org"
    assert headers_of(message)["From"].startswith("Threadwell <noreply@")
