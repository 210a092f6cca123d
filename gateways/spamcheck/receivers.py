from django.conf import settings

from forum.comments.models import Status
from foundation.activity import events
from foundation.activity.models import Event
from gateways.spamcheck.tasks import ask_service


@events.subscribe("comments.comment.posted", receiver="spamcheck.ask")
def ask(event: Event) -> None:
    if settings.SPAM_SERVICE and event.data["status"] == Status.HELD:
        ask_service.enqueue(event.data["comment"])
