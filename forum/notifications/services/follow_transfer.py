"""
Comments went into another discussion: who followed them follows them there, and no more of it.

Nobody is made to follow all of another topic: what followed an emptied topic follows the branch
that its opening begins by now, and what followed a branch follows the topic it became.
"""

from forum.comments.models import Transfer
from forum.notifications.models import Channel, Subscription
from forum.notifications.services import channels


def follow_transfer(done: Transfer) -> int:
    """Copy the subscriptions, where a person has said nothing of the new place."""
    is_whole = done.stub_id is None
    before = Channel.objects.filter(
        **({"discussion": done.source_id} if is_whole else {"branch": done.head_id})
    ).first()
    if before is None:
        return 0
    now = channels.of_branch(done.head_id) if is_whole else channels.of_discussion(done.target_id)
    rows = [
        Subscription(
            user_id=row.user_id,
            guest_id=row.guest_id,
            channel=now,
            level=row.level,
            origin=row.origin,
        )
        for row in Subscription.objects.filter(channel=before)
    ]
    return len(Subscription.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500))


def unfollow_transfer(done: Transfer) -> int:
    """They are back, and so is what people followed: it was never taken away there."""
    is_whole = done.stub_id is None
    copied = Subscription.objects.filter(
        **(
            {"channel__branch": done.head_id}
            if is_whole
            else {"channel__discussion": done.target_id}
        ),
        at__gte=done.at,
    )
    return copied.delete()[0]
