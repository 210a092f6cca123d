"""The rules, how right they were, and where they are more strict than elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.viewer import Viewer
from forum.moderation import precision
from forum.moderation.guard import guarded
from forum.moderation.views.queue import crumbs


@require_GET
@guarded()
def rules(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """/moderation/rules/: each rule with what became of the comments it found something in."""
    judged, number = precision.judge()
    context = {
        "judged": judged,
        "number": number,
        "crumbs": crumbs(_("Rules")),
        "may_set": viewer.is_administrator,
    }
    return render(request, "moderation/rules.html", context)
