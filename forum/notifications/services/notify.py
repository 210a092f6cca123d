"""Laying a notice down, once, and with it the mail that may follow."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Sanction, SanctionKind, User
from accounts.models.user import Kind as PersonKind
from forum.comments.models import Comment, Discussion
from forum.notifications import kinds, preferences
from forum.notifications.kinds import Mail
from forum.notifications.models import Delivery, Notice
from forum.notifications.recipients import Person
from forum.notifications.services.follow import key_of
from foundation.branding import settings

# Whoever may not write for a while reads here what is new, and gets no mail that asks them to.
SILENCING: Final = (SanctionKind.SUSPENSION, SanctionKind.BAN)
# Urgent mail is due before all that is due already.
AHEAD: Final = timedelta(days=1)


def notify(
    person: Person,
    kind: str,
    *,
    key: str,
    comment: Comment | None = None,
    discussion: Discussion | None = None,
    sanction: Sanction | None = None,
    channel_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> bool:
    """
    Tell a person something. `key` names the occasion: a job that runs twice, and a second reason
    to hear of it, tell it once. Returns whether the notice is new.
    """
    is_nobody = isinstance(person, User) and person.kind != PersonKind.PERSON
    if is_nobody or kind not in kinds.KINDS:
        return False
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                **key_of(person),
                kind=kind,
                key=key,
                comment=comment,
                discussion=discussion,
                sanction=sanction,
                channel_id=channel_id,
                data=data or {},
            )
            _queue_mail(notice, person)
    except IntegrityError:
        if Notice.objects.filter(**key_of(person), key=key).exists():
            return False
        raise
    return True


def _queue_mail(notice: Notice, person: Person) -> None:
    """The row of its mail, where the person wants one; whether they may is asked when sending."""
    mail = kinds.KINDS[notice.kind].mail
    chosen = preferences.of(person)
    if mail is Mail.NEVER or not chosen.mails or not preferences.mail_is_on():
        return
    now = timezone.now()
    if mail is Mail.LATER and (preferences.is_paused(chosen, now) or is_silenced(person)):
        return
    due_at = now - AHEAD if mail is Mail.URGENT else _due_at(person, mail, now)
    Delivery.objects.create(**key_of(person), notice=notice, thread=_thread(notice), due_at=due_at)


def _due_at(person: Person, mail: Mail, now: datetime) -> datetime:
    if mail is Mail.LATER:
        pause = timedelta(minutes=int(settings.get("mail_delay_minutes")))
    else:
        # What a moderator decided can be undone for a moment; until then nobody is written to.
        pause = timedelta(seconds=int(settings.get("undo_seconds")))
    return preferences.after_quiet_hours(person, now + pause)


def is_silenced(person: Person) -> bool:
    return Sanction.objects.in_force().filter(**key_of(person), kind__in=SILENCING).exists()


def _thread(notice: Notice) -> str:
    if notice.kind in kinds.OF_A_DISCUSSION and notice.comment is not None:
        return f"d{notice.comment.discussion_id}"
    if notice.kind in kinds.OF_OTHERS and notice.channel_id is not None:
        return f"c{notice.channel_id}"
    return f"n{notice.pk}"
