"""A provider brings a mail: the form that Mailgun's routes send, or a script that signs alike."""

import hashlib
import hmac
import time
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from foundation.limits import buckets
from foundation.text import whole_number
from gateways.mailin.models import Source
from gateways.mailin.services.receive import LARGEST, Later, receive

FRESH_SECONDS: Final = 300
# Longer than a signature is fresh, to either side.
USED_SECONDS: Final = 3600


@csrf_exempt  # a machine without a session: the signature is what lets it in
@require_POST
def incoming(request: HttpRequest) -> HttpResponse:
    """
    /mail/incoming/: `body-mime` is the mail, `signature` the HMAC-SHA256 of `timestamp` and
    `token` under the key. Without a key of the settings there is no such address.
    """
    if not settings.REPLY_WEBHOOK_KEY or not settings.REPLY_ADDRESS:
        raise Http404
    if whole_number(request.META.get("CONTENT_LENGTH") or "") > 2 * LARGEST:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    sent = {name: request.POST.get(name, "") for name in ("timestamp", "token", "signature")}
    if not _is_signed(**sent):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    try:
        return _take(request, sent["token"])
    except Later:
        headers = {"Retry-After": "300"}
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)


@transaction.atomic
def _take(request: HttpRequest, token: str) -> HttpResponse:
    """Once: where this fails the token is given back, and the provider may come again."""
    taken = buckets.take("mailin.webhook", token, capacity=1, per_seconds=USED_SECONDS)
    if not taken.ok:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    mail = request.POST.get("body-mime", "").encode("utf-8", "surrogateescape")
    receive(mail, source=Source.WEBHOOK, recipient=request.POST.get("recipient", ""))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _is_signed(timestamp: str, token: str, signature: str) -> bool:
    key = str(settings.REPLY_WEBHOOK_KEY).encode()
    right = hmac.new(key, f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    is_right = hmac.compare_digest(right.encode(), signature.encode())
    is_fresh = abs(time.time() - whole_number(timestamp)) <= FRESH_SECONDS
    return is_right and is_fresh and bool(token)
