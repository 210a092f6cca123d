"""What a person reads of what moderators decided about them, also while they may not write."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.viewer import Viewer
from accounts.views.people import see_other
from forum.moderation import people
from forum.moderation.services import appeals, sanctions
from foundation.limits import network


@never_cache
@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    """/standing/: what is in force, warnings to confirm, and what was decided lately."""
    viewer = Viewer.of(request)
    context = {
        "limits": people.told_of(viewer, network=network.of(request)),
        "decisions": [
            (one, appeals.url_of(one), getattr(one, "appeal", None))
            for one in people.told_decisions(viewer)
        ],
        "is_known": not viewer.is_visitor,
    }
    return render(request, "moderation/standing.html", context)


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """/standing/ID/read/: a warning was read."""
    viewer = Viewer.of(request)
    warning = get_object_or_404(people.warnings_for(viewer), pk=pk)
    if sanctions.read_warning(warning, viewer=viewer):
        messages.success(request, _("Thank you. You can write again."))
    return see_other(reverse("standing"))
