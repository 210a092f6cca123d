from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from gateways.ops import queries


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked, so that a slow database restarts nobody."""
    response = HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether requests may be sent here, with a word for each thing the site stands on."""
    found = queries.readiness()
    response = JsonResponse(found, status=200 if set(found.values()) == {"ok"} else 503)
    response.headers["Cache-Control"] = "no-store"
    return response
