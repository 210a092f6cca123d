"""What a moderator undoes at once is told to nobody."""

import pytest
from django.core import mail

from forum.moderation.services.decide import decide
from forum.moderation.services.undo import undo
from forum.notifications import kinds
from forum.notifications.models import Notice
from foundation.jobs.worker import run_due
from tests.factories import make_comment, make_moderator
from tests.factories_mail import post_all
from tests.factories_moderation import make_held, make_known

pytestmark = pytest.mark.django_db


def a_minute_later() -> None:
    run_due()
    post_all()


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_no_mail_goes_out_while_a_decision_can_be_undone(queue: None, verb: str) -> None:
    comment, bob = make_held(), make_moderator()
    decision = decide(comment, verb, by=bob, reason_code="selling").decision
    run_due()
    assert Notice.objects.filter(user=comment.author).count() == 1
    assert mail.outbox == []
    assert decision is not None
    undo(decision, by=bob)
    a_minute_later()
    assert mail.outbox == []
    assert not Notice.objects.exists()


def test_a_removal_undone_at_once_was_never_news(queue: None) -> None:
    comment, bob = make_comment(author=make_known()), make_moderator()
    Notice.objects.all().delete()
    decision = decide(comment, "remove", by=bob, reason_code="selling").decision
    assert decision is not None
    undo(decision, by=bob)
    a_minute_later()
    assert not Notice.objects.exists()
    assert mail.outbox == []


def test_what_stands_is_mailed_after_the_pause_and_its_end_too(queue: None) -> None:
    comment, bob = make_comment(author=make_known()), make_moderator()
    Notice.objects.all().delete()
    decision = decide(comment, "remove", by=bob, reason_code="selling").decision
    run_due()
    assert mail.outbox == []
    a_minute_later()
    assert len(mail.outbox) == 1
    assert decision is not None
    undo(decision, by=bob)
    a_minute_later()
    assert len(mail.outbox) == 2
    told = Notice.objects.filter(user=comment.author).order_by("pk")
    assert [notice.kind for notice in told] == [kinds.REMOVED, kinds.RESTORED]
