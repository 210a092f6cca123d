from datetime import timedelta

from django.conf import settings as django_settings
from django.utils import timezone

from forum.comments.models import Status
from foundation.activity import events
from foundation.activity.models import Event
from foundation.branding import settings
from gateways.spamcheck.models import Answer
from gateways.spamcheck.tasks import ask_service, tell_service


@events.subscribe("comments.comment.posted", receiver="spamcheck.ask")
def ask(event: Event) -> None:
    if django_settings.SPAM_SERVICE and event.data["status"] == Status.HELD:
        ask_service.enqueue(event.data["comment"])


@events.subscribe(
    "moderation.case.decided", "moderation.decision.undone", receiver="spamcheck.tell"
)
def tell(event: Event) -> None:
    """A moderator decided about something the service was asked about. It is told when the decision
    can no longer be undone unnoticed; the job looks again whether it erred."""
    comment = event.data.get("comment")
    if not django_settings.SPAM_SERVICE or comment is None:
        return
    if Answer.objects.filter(comment=comment).exists():
        pause = timedelta(seconds=int(settings.get("undo_seconds")))
        tell_service.using(run_after=timezone.now() + pause).enqueue(comment)
