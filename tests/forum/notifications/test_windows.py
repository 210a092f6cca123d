"""Summaries: each is closed once, tells what was new in its time, and stops when nobody comes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Guest, User
from accounts.services import guest_links
from forum.comments.models import AudienceKind
from forum.notifications.models import Delivery, Preferences, Window
from forum.notifications.services import prefer, windows
from foundation.branding import settings as site_settings
from tests.factories import (
    make_administrator,
    make_comment,
    make_guest,
    make_member,
    make_moderator,
    write,
)
from tests.factories_articles import make_article
from tests.factories_mail import html_of, make_confirmed_guest, post_all
from tests.factories_topics import make_board, make_topic

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def reader(every: str = "week", **fields: Any) -> User:
    alice = make_member("Alice", joined_at=MONDAY - timedelta(days=400), **fields)
    User.objects.filter(pk=alice.pk).update(last_login=MONDAY - timedelta(days=3))
    prefer.choose(alice, digest=every)
    return alice


def test_a_week_is_summed_up_once_and_the_next_begins_where_it_ends() -> None:
    reader()
    assert windows.close_due(MONDAY) == 1
    assert windows.close_due(MONDAY + timedelta(hours=3)) == 0
    assert windows.close_due(MONDAY + timedelta(days=7)) == 1
    first, second = Window.objects.order_by("start")
    assert second.start == first.end == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert Delivery.objects.count() == 2


def test_a_window_ends_at_eight_where_the_reader_lives_also_when_the_clock_changes() -> None:
    alice = reader("day", time_zone="Europe/Berlin")
    for day, hour in ((24, 6), (25, 7)):  # the clock went back in the night to the 25th
        windows.close_due(datetime(2026, 10, day, 12, tzinfo=UTC))
        last = Window.objects.filter(user=alice).order_by("end").last()
        assert last is not None
        assert last.end == datetime(2026, 10, day, hour, tzinfo=UTC)
    assert Window.objects.count() == 2


def test_nobody_who_chose_none_is_away_or_has_a_pause_gets_one() -> None:
    alice = reader()
    User.objects.filter(pk=alice.pk).update(last_login=MONDAY - timedelta(days=181))
    never = make_member("Nora")
    prefer.choose(never, digest="never")
    make_member(
        "Otto", joined_at=MONDAY - timedelta(days=60)
    )  # chose nothing, and the site sends none by itself
    assert windows.close_due(MONDAY) == 0
    User.objects.filter(pk=alice.pk).update(last_login=MONDAY)
    Preferences.objects.filter(user=alice).update(
        paused_at=MONDAY, paused_until=MONDAY + timedelta(days=7)
    )
    assert windows.close_due(MONDAY) == 0
    site_settings.set_value("digest_every", "week")
    Preferences.objects.filter(user=alice).delete()
    assert windows.close_due(MONDAY) == 2


def test_it_tells_what_the_reader_may_see_and_nothing_of_sensitive_boards() -> None:
    reader()
    bob = make_moderator()
    make_article("Heat and nerves", by=bob)
    sensitive = make_board("Bladder")
    sensitive.is_sensitive = True
    sensitive.save()
    make_topic("A warm day", by=bob)
    make_topic("Only the team", by=bob, audience=AudienceKind.STAFF)
    make_topic("A private matter", board=sensitive, by=bob)
    windows.close_due(timezone.now() + timedelta(days=7))
    [message] = post_all()
    for text in (message.body, html_of(message)):
        assert "Heat and nerves" in text
        assert "A warm day" in text
        assert "Only the team" not in text
        assert "A private matter" not in text
    assert message.subject == "New on Threadwell"


def test_a_week_without_news_sends_nothing() -> None:
    reader()
    windows.close_due(MONDAY)
    assert post_all() == []
    assert Delivery.objects.get().status == "cancelled"


def test_after_a_pause_one_mail_says_what_was() -> None:
    alice = make_member("Alice")
    prefer.pause(alice, weeks=2)
    comment = make_comment(author=alice)
    write(comment.discussion, make_moderator(), parent=comment)
    assert post_all() == []
    assert windows.end_pauses(timezone.now() + timedelta(days=13)) == 0
    assert windows.end_pauses(timezone.now() + timedelta(days=14, seconds=1)) == 1
    assert windows.end_pauses(timezone.now() + timedelta(days=15)) == 0
    [message] = post_all()
    assert message.subject == "What was new on Threadwell during your pause"
    assert "1 reply to you" in message.body


def test_a_guest_who_asks_for_it_gets_summaries_and_one_after_a_pause() -> None:
    gina = make_confirmed_guest()
    Guest.objects.filter(pk=gina.pk).update(created_at=MONDAY - timedelta(days=30))
    make_confirmed_guest("Gus", "gus@example.org")  # asked for none
    unproved = make_guest("Gloria", "gloria@example.org")
    for one in (gina, unproved):
        prefer.choose(one, digest="week")
    make_article("Heat and nerves", published_at=MONDAY - timedelta(days=2))
    assert windows.close_due(MONDAY) == 1
    [message] = post_all()
    assert message.to == ["gina@example.org"]
    assert "Heat and nerves" in message.body
    assert f"/guest/{guest_links.token_of(gina)}/" in html_of(message)
    assert windows.close_due(MONDAY + timedelta(days=200)) == 0  # away

    prefer.pause(gina, weeks=1)
    comment = make_comment(guest=gina)
    write(comment.discussion, make_moderator(), parent=comment)
    assert windows.end_pauses(timezone.now() + timedelta(days=8)) == 1
    assert "1 reply to you" in post_all()[-1].body


# --- The operator ---------------------------------------------------------------------------


def test_an_administrator_sees_what_became_of_mail_and_sends_a_test() -> None:
    reader()
    windows.close_due(MONDAY)
    client = Client()
    client.force_login(make_administrator())
    html = client.get("/desk/mail/").content.decode()
    assert "Alice" in html
    assert "alice@example.org" not in html
    for status in ("queued", "sent", "failed", "uncertain", "suppressed", "cancelled", "odd"):
        assert client.get(f"/desk/mail/?show={status}").status_code == 200
    assert client.post("/desk/mail/test/").status_code == 303
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]


@pytest.mark.parametrize("role", ["member", "moderator", "editor"])
def test_nobody_else_does(role: str) -> None:
    client = Client()
    client.force_login(make_member("Charlie", role=role))
    assert client.get("/desk/mail/").status_code == 403
    assert client.post("/desk/mail/test/").status_code == 403
    assert Client().get("/desk/mail/").status_code == 302
    assert mail.outbox == []
