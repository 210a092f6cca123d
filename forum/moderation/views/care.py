"""/care/: a gentle card with people who listen. It asks nothing and keeps nothing."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.viewer import Viewer
from forum.moderation import care
from forum.moderation.models import ConcernStep, StepKind


@require_GET
def card(request: HttpRequest) -> HttpResponse:
    return _private(request, {"next": care.way_on(request.GET.get("next", ""))})


@require_GET
@login_required
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Words of the team to one person, who alone can open them."""
    found = ConcernStep.objects.filter(
        pk=pk, kind=StepKind.WROTE, concern__comment__author=Viewer.of(request).user
    ).first()
    if found is None:
        raise Http404(_("There is no such page."))
    return _private(request, {"words": found.note})


def _private(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    response = render(request, "moderation/care.html", context | {"places": care.places()})
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
