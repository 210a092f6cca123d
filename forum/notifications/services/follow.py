"""Following: chosen by a person, or begun by itself where they write."""

from typing import Any

from django.db import transaction

from accounts.models import Guest, User
from accounts.models.user import Kind as PersonKind
from forum.comments.models import Comment, CommentKind
from forum.notifications.models import Channel, Level, Origin, Preferences, Subscription
from forum.notifications.services import channels


def follow(person: User | Guest, channel: Channel, level: Level) -> bool:
    """Hear this much of the channel from now on. Returns whether that is a change."""
    who = key_of(person)
    with transaction.atomic():
        row, made = Subscription.objects.select_for_update().get_or_create(
            **who, channel=channel, defaults={"level": level}
        )
        if made:
            return True
        if row.level == level and row.origin == Origin.CHOSEN:
            return False
        row.level, row.origin = level, Origin.CHOSEN
        row.save(update_fields=["level", "origin"])
    return True


def follow_by_itself(comment: Comment) -> bool:
    """
    A member follows what they start, and where they write, unless they chose something for it
    or want none of this. Returns whether they follow since now.
    """
    author = comment.author
    if author is None or author.kind != PersonKind.PERSON:
        return False
    if Preferences.objects.filter(user=author, follows_by_itself=False).exists():
        return False
    is_opening = comment.kind == CommentKind.OPENING
    channel = channels.of_discussion(comment.discussion_id)
    _row, made = Subscription.objects.get_or_create(
        user=author,
        channel=channel,
        defaults={
            "level": Level.ALL if is_opening else Level.REPLIES,
            "origin": Origin.STARTED if is_opening else Origin.WROTE,
        },
    )
    return made


def key_of(person: User | Guest) -> dict[str, Any]:
    """The column that names the person, and them: `filter(**key_of(person))`."""
    return {"user" if isinstance(person, User) else "guest": person}
