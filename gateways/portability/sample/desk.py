"""What the moderators of the sample find and decide, by the verbs that everybody uses."""

from datetime import datetime, timedelta

from accounts.viewer import Viewer
from forum.moderation.services import sanctions
from forum.moderation.services.decide import decide
from forum.moderation.services.report import report
from gateways.portability.sample.conversations import Labels
from gateways.portability.sample.people import Cast
from gateways.portability.sample.shapes import Content


def make(content: Content, *, cast: Cast, labels: Labels, now: datetime) -> None:
    for complaint in content.reports:
        viewer = Viewer.for_user(cast.users[complaint.by])
        comment = labels.comments[complaint.comment]
        report(comment, viewer=viewer, reason=complaint.reason, text=complaint.text)
    for removal in content.removals:
        decide(
            labels.comments[removal.comment],
            "remove",
            by=cast.users[removal.by],
            reason_code=removal.reason,
            reason_text=removal.text,
        )
    for limit in content.suspensions:
        sanctions.suspend(
            cast.users[limit.person],
            by=cast.users[limit.by],
            until=now + timedelta(days=limit.days),
            reason=limit.reason,
            note=limit.note,
        )
