"""A provider tells what became of our mail. It shows who it is by a name and a password."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from gateways.mailin.services.hear import hear


@csrf_exempt  # a machine without a session
def events(request: HttpRequest) -> HttpResponse:
    """/mail/events/: there is no such address without a secret of the settings."""
    view = _reader() if settings.MAIL_EVENTS_SECRET else None
    if view is None:
        raise Http404
    return view(request)


def _reader() -> Callable[..., HttpResponse] | None:
    """Anymail's reading of what this provider sends; it refuses whoever has no password."""
    from anymail import signals, urls  # requirements/provider.txt

    signals.tracking.connect(_hear, dispatch_uid="gateways.mailin")
    name = f"{settings.MAIL_PROVIDER}_tracking_webhook"
    return next((one.callback for one in urls.urlpatterns if one.name == name), None)


def _hear(sender: Any, event: Any, **_named: Any) -> None:
    hear(
        event.recipient or "",
        event.event_type,
        because=event.reject_reason or "",
        said=event.mta_response or event.description or "",
    )
