"""A person chooses how they want to hear."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from forum.notifications.models import Channel, Level, Preferences
from forum.notifications.recipients import Person
from forum.notifications.services import channels
from forum.notifications.services.follow import follow, key_of
from forum.notifications.unsubscribe import ALL, SUMMARY, Stop


def choose(person: Person, **columns: Any) -> Preferences:
    row, _made = Preferences.objects.update_or_create(**key_of(person), defaults=columns)
    return row


def pause(person: Person, *, weeks: int) -> Preferences:
    """No mail for so long. What happens meanwhile waits in the list."""
    now = timezone.now()
    return choose(person, paused_at=now, paused_until=now + timedelta(weeks=weeks))


def stop(asked: Stop) -> None:
    """What the "unsubscribe" of a mail stands for. Safe to do again."""
    person = asked.person
    if asked.target == ALL:
        choose(person, mails=False, digest="never")
    elif asked.target == SUMMARY:
        choose(person, digest="never")
    elif asked.discussion_id is not None:
        follow(person, channels.of_discussion(asked.discussion_id), Level.OFF)
    elif asked.channel_id is not None:
        channel = Channel.objects.filter(pk=asked.channel_id).first()
        if channel is not None:
            follow(person, channel, Level.OFF)
