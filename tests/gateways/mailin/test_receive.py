"""From a mail to a comment, or to a reason why not."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from forum.comments.models import AudienceKind, Comment, Discussion, Status
from forum.comments.services import discussions, transfer
from forum.notifications import message_ids
from forum.notifications.services.suppress import is_suppressed
from foundation.branding import settings as site_settings
from gateways.mailin import address
from gateways.mailin.address import reply_address
from gateways.mailin.models import Incoming, Outcome, Source
from gateways.mailin.services import answer
from gateways.mailin.services.prune import KEPT, prune
from gateways.mailin.services.receive import LARGEST, Later, receive
from tests.factories import make_comment, make_member, make_moderator, suspend
from tests.factories_mail import make_confirmed_guest
from tests.factories_moderation import make_known
from tests.factories_topics import make_topic
from tests.gateways.mailin.mails import make_bounce, make_mail, raw_mail

pytestmark = pytest.mark.django_db


def take(raw: bytes) -> Incoming:
    row = receive(raw, source=Source.MAILBOX)
    assert row is not None
    return row


def replies(topic: Discussion) -> list[Comment]:
    return list(topic.comments.exclude(kind="opening").order_by("number"))


def test_a_reply_becomes_a_comment_of_the_person(adele: User, topic: Discussion) -> None:
    row = take(make_mail(to=reply_address(adele, topic)))
    [comment] = replies(topic)
    assert (comment.author, comment.body_source) == (adele, "I rest before noon.")
    assert comment.status == Status.PUBLISHED
    assert (row.outcome, row.person, row.comment) == (Outcome.POSTED, adele, comment)
    assert outbox.outbox == []


def test_it_stands_below_the_comment_that_was_answered(adele: User, topic: Discussion) -> None:
    root = make_comment(topic)
    take(make_mail(to=reply_address(adele, topic, root)))
    assert replies(topic)[1].parent == root


def test_where_what_was_answered_is_gone_the_reply_is_not(adele: User, topic: Discussion) -> None:
    root = make_comment(topic)
    to = reply_address(adele, topic, root)
    Comment.objects.filter(pk=root.pk).update(status="removed")
    assert take(make_mail(to=to)).outcome == Outcome.POSTED
    assert replies(topic)[1].parent is None


@pytest.mark.parametrize("of_comment", [True, False])
def test_it_follows_what_was_moved_since(adele: User, topic: Discussion, of_comment: bool) -> None:
    root, other = make_comment(topic), make_topic("Another topic").discussion
    to = reply_address(adele, topic, root if of_comment else None)
    done = transfer.pour(topic, other, by=None)
    row = take(make_mail(to=to))
    assert row.comment is not None and row.comment.discussion == other
    assert row.comment.parent_id == (root.pk if of_comment else done.head_id)


def test_a_mail_that_comes_twice_counts_once(adele: User, topic: Discussion) -> None:
    raw = make_mail(to=reply_address(adele, topic))
    assert receive(raw, source=Source.MAILBOX) is not None
    assert receive(raw, source=Source.WEBHOOK) is None
    assert len(replies(topic)) == 1


def test_a_copied_message_id_at_another_address_is_another_mail(
    adele: User, topic: Discussion
) -> None:
    take(make_mail(to="someone@example.org", sender="x@evil.example", message_id="<same@x>"))
    take(make_mail(to=reply_address(adele, topic), message_id="<same@x>"))
    assert len(replies(topic)) == 1


def test_the_rules_hold_a_mail_as_any_comment(topic: Discussion) -> None:
    nora = make_member("Nora")
    links = "https://a.example https://b.example https://c.example https://d.example"
    row = take(make_mail(to=reply_address(nora, topic), sender=nora.email, text=links))
    assert row.comment is not None
    assert row.comment.status in (Status.HELD, Status.SPAM)


@pytest.mark.parametrize("case", ["letters", "name"])
def test_the_address_bears_what_servers_do_to_it(adele: User, topic: Discussion, case: str) -> None:
    to = reply_address(adele, topic)
    to = to.upper() if case == "letters" else f'"The site" <{to}>'
    assert take(make_mail(to=to, sender="Adele <ADELE@example.org>")).outcome == Outcome.POSTED


def test_an_address_fits_into_sixty_four_letters(adele: User, topic: Discussion) -> None:
    assert len(reply_address(adele, topic).partition("@")[0]) <= 64


@pytest.mark.parametrize("cut", [slice(-3, -2), slice(-8, None)])
def test_an_address_that_was_changed_is_none(adele: User, topic: Discussion, cut: slice) -> None:
    local, _at, host = reply_address(adele, topic).partition("@")
    letters = list(local)
    letters[cut] = ["b" if letters[cut] != ["b"] else "c"] if cut.stop else []
    row = take(make_mail(to=f"{''.join(letters)}@{host}"))
    assert row.outcome == Outcome.IGNORED
    assert row.reason in ("wrong_token", "no_token")
    assert replies(topic) == []


def test_a_token_is_of_one_person_and_one_discussion(adele: User, topic: Discussion) -> None:
    token = address.find([reply_address(adele, topic)])
    charlie = make_known("Charlie")
    assert token is not None
    assert token.is_of(adele)
    assert not token.is_of(charlie)
    assert not token._replace(user_id=charlie.pk).is_of(charlie)
    assert not token._replace(discussion_id=token.discussion_id + 1).is_of(adele)
    assert not token._replace(comment_id=1).is_of(adele)


def test_only_the_confirmed_address_of_the_person_may_write(adele: User, topic: Discussion) -> None:
    to = reply_address(adele, topic)
    for sender in ("charlie@example.org", "adele@example.org, charlie@example.org", "Adele"):
        row = take(make_mail(to=to, sender=sender))
        assert (row.outcome, row.reason, row.person) == (Outcome.IGNORED, "other_sender", adele)
    EmailAddress.objects.filter(user=adele).update(verified=False)
    assert take(make_mail(to=to)).reason == "other_sender"
    assert replies(topic) == []
    assert outbox.outbox == []


def test_a_new_address_of_the_person_ends_the_old_tokens(adele: User, topic: Discussion) -> None:
    to = reply_address(adele, topic)
    User.objects.filter(pk=adele.pk).update(email="new@example.org")
    assert take(make_mail(to=to)).reason == "wrong_token"


def test_who_was_shut_out_is_nobody(adele: User, topic: Discussion) -> None:
    to = reply_address(adele, topic)
    User.objects.filter(pk=adele.pk).update(is_active=False)
    assert take(make_mail(to=to)).reason == "wrong_token"


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, "auto_submitted"),
        ({"Auto_Submitted": "auto-generated; x=y"}, "auto_submitted"),
        ({"Return_Path": "<>"}, "null_sender"),
        ({"Precedence": "bulk"}, "precedence"),
        ({"X_Autoreply": "yes"}, "auto_reply"),
        ({"X_Auto_Response_Suppress": "All"}, "auto_reply"),
        ({"List_Id": "<list.example.org>"}, "list"),
        ({"X_Spam_Flag": "YES"}, "spam"),
    ],
)
def test_what_no_person_wrote_is_ignored_and_never_answered(
    adele: User, topic: Discussion, headers: dict[str, str], reason: str
) -> None:
    row = take(make_mail(to=reply_address(adele, topic), **headers))
    assert (row.outcome, row.reason) == (Outcome.IGNORED, reason)
    assert replies(topic) == []
    assert outbox.outbox == []


def test_a_person_s_own_mark_that_it_is_not_automatic_is_believed(
    adele: User, topic: Discussion
) -> None:
    row = take(make_mail(to=reply_address(adele, topic), Auto_Submitted="no"))
    assert row.outcome == Outcome.POSTED


def test_a_refusal_is_explained_without_the_words_of_the_mail(
    adele: User, topic: Discussion
) -> None:
    suspend(adele, reason="Please be kind.")
    row = take(make_mail(to=reply_address(adele, topic), text="My secret words."))
    assert (row.outcome, row.reason) == (Outcome.REFUSED, "sanction")
    [letter] = outbox.outbox
    assert letter.to == [adele.email]
    assert letter.subject == "Your reply was not posted"
    assert "your reply by mail was not posted" in letter.body
    assert "secret" not in letter.body
    assert topic.title not in f"{letter.subject} {letter.body}"
    assert letter.extra_headers["Auto-Submitted"]


@pytest.mark.parametrize("why", ["closed", "hidden", "members", "empty", "long", "unreadable"])
def test_each_refusal_says_why(adele: User, topic: Discussion, why: str) -> None:
    to, raw = reply_address(adele, topic), None
    if why == "closed":
        discussions.lock(topic, by=make_moderator(), reason="All is said.")
    elif why == "hidden":
        discussions.hide(topic, by=make_moderator(), reason="Not now.")
    elif why == "members":
        topic.audience.kind = AudienceKind.STAFF
        topic.audience.save()
    elif why == "empty":
        raw = make_mail(to=to, text=" \n")
    elif why == "long":
        raw = make_mail(to=to, text="word " * 3000)
    else:
        raw = raw_mail(to, "no-such-code", b"\xff\xfe\x80")
    row = take(raw or make_mail(to=to))
    assert row.outcome == Outcome.REFUSED
    assert row.reason
    assert replies(topic) == []
    assert len(outbox.outbox) == 1


def test_a_person_is_told_at_most_three_times_a_day(adele: User, topic: Discussion) -> None:
    suspend(adele)
    for _ in range(answer.MOST_A_DAY + 2):
        take(make_mail(to=reply_address(adele, topic)))
    assert len(outbox.outbox) == answer.MOST_A_DAY


def test_mails_that_wait_behind_each_other_are_not_refused_for_that(topic: Discussion) -> None:
    newcomer = make_member("Nora")
    to = reply_address(newcomer, topic)
    first, second = (
        make_mail(to=to, sender=newcomer.email, text=f"Way {n} through a day.") for n in (1, 2)
    )
    take(first)
    with pytest.raises(Later):
        take(second)
    assert Incoming.objects.count() == 1
    assert outbox.outbox == []
    site_settings.set_value("reply_wait_seconds", 0)
    assert take(second).outcome == Outcome.POSTED


def test_a_mail_that_is_too_large_is_not_taken(adele: User, topic: Discussion) -> None:
    row = take(make_mail(to=reply_address(adele, topic), text="x" * (LARGEST + 10)))
    assert row.reason == "too_large"


def test_where_it_is_switched_off_nobody_gets_an_address(
    adele: User, topic: Discussion, settings: Any
) -> None:
    to = reply_address(adele, topic)
    settings.REPLY_ADDRESS = ""
    assert reply_address(adele, topic) == ""
    assert take(make_mail(to=to)).reason == "no_token"


def test_a_bounce_of_our_own_mail_stops_the_address_and_no_comment(
    adele: User, topic: Discussion
) -> None:
    comment = make_comment(topic, author=adele)
    row = take(make_bounce(of=adele.email, message_id=message_ids.make(7, adele.email)))
    assert (row.outcome, row.reason, row.person) == (Outcome.BOUNCE, "stopped", adele)
    assert is_suppressed(adele.email)
    comment.refresh_from_db()
    assert comment.is_published


def test_where_a_server_named_the_mail_anew_its_address_for_answers_proves_it(
    adele: User, topic: Discussion
) -> None:
    take(make_bounce(of=adele.email, reply_to=reply_address(adele, topic)))
    assert is_suppressed(adele.email)


def test_a_guest_s_address_is_stopped_too() -> None:
    gina = make_confirmed_guest()
    row = take(
        make_bounce(of="gina@example.org", message_id=message_ids.make(7, gina.address.email))
    )
    assert (row.reason, row.person) == ("stopped", None)
    assert is_suppressed("gina@example.org")


def test_a_bounce_that_anybody_could_have_written_stops_nobody_s_mail(
    adele: User, topic: Discussion
) -> None:
    charlie = make_known("Charlie")
    guessed = message_ids.make(7, adele.email).replace("n7.", "n8.")
    for raw in (
        make_bounce(of=adele.email, reply_to="reply+nothing@in.example.org"),
        make_bounce(of=adele.email, reply_to=reply_address(charlie, topic)),
        make_bounce(of=adele.email, message_id=message_ids.make(7, charlie.email)),
        make_bounce(of=adele.email, message_id=guessed),
        make_bounce(of=adele.email, message_id="<no name of ours>"),
    ):
        row = take(raw)
        assert (row.outcome, row.reason) == (Outcome.BOUNCE, "unsigned")
    assert not is_suppressed(adele.email)


def test_a_delay_is_no_bounce_and_a_full_mailbox_stops_nothing_at_once(adele: User) -> None:
    name = message_ids.make(7, adele.email)
    late = make_bounce(of=adele.email, message_id=name, action="delayed", status="4.2.2")
    assert take(late).outcome == Outcome.IGNORED
    full = make_bounce(of=adele.email, message_id=name, status="5.2.2")
    assert take(full).reason == "5.2.2"
    assert not is_suppressed(adele.email)


def test_rows_are_forgotten_after_three_months() -> None:
    old = Incoming.objects.create(message_hash="a", source="mailbox", at=timezone.now() - KEPT * 2)
    new = Incoming.objects.create(message_hash="b", source="mailbox")
    assert prune() == 1
    assert list(Incoming.objects.all()) == [new]
    assert old.pk


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"message_hash": "once"}, "once"),
        ({"outcome": "odd"}, "outcome_known"),
        ({"source": "odd"}, "source_known"),
        ({"outcome": "ignored", "comment": True}, "comment_of_posted"),
    ],
)
def test_the_database_says_no(topic: Discussion, fields: dict[str, Any], name: str) -> None:
    Incoming.objects.create(message_hash="once", source="mailbox")
    values = {"message_hash": "other", "source": "mailbox"} | fields
    if "comment" in values:
        values["comment"] = make_comment(topic)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Incoming.objects.create(**values)
    assert f"incoming_{name}" in str(refused.value) or "message_hash" in str(refused.value)
