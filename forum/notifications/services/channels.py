"""Channels get their rows when somebody follows; who owns one keeps its name up to date."""

from typing import Any

from django.db import models, transaction

from forum.comments.models import Audience
from forum.notifications.models import BRANCH, DISCUSSION, Channel


def of_discussion(pk: int) -> Channel:
    return Channel.objects.get_or_create(discussion_id=pk, defaults={"kind": DISCUSSION})[0]


def of_branch(pk: int) -> Channel:
    return Channel.objects.get_or_create(branch_id=pk, defaults={"kind": BRANCH})[0]


@transaction.atomic
def of_owner(
    model: type[models.Model], pk: int, *, kind: str, audience: Audience | None = None
) -> Channel:
    """The channel of something on a floor above, which has a column `channel`."""
    owner: Any = model._default_manager.select_for_update(of=("self",)).get(pk=pk)
    if owner.channel is None:
        owner.channel = Channel.objects.create(
            kind=kind, title=str(owner), url=owner.get_absolute_url(), audience=audience
        )
        owner.save(update_fields=["channel"])
    channel: Channel = owner.channel
    return channel


def follow_name(owner: Any) -> None:
    """The owner was renamed or has another address."""
    if owner.channel_id is not None:
        Channel.objects.filter(pk=owner.channel_id).update(
            title=str(owner), url=owner.get_absolute_url()
        )
