"""What moderators do for themselves: cover texts, leave a case to others, take a break."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.viewer import Viewer
from forum.moderation import queries
from forum.moderation.guard import guarded
from forum.moderation.services import calm
from forum.moderation.views.queue import person_of
from forum.moderation.views.working import go_on, see_queue


@require_POST
@guarded(editors=True, boards=True)
def skip(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/cases/ID/skip/: too much today; on with the next, or back to the tab."""
    case = queries.case_for(viewer, pk)
    calm.skip(case, by=person_of(viewer))
    messages.success(request, _("You do not see it until tomorrow. The others do."))
    return go_on(request, viewer, case)


@require_POST
@guarded(editors=True, boards=True, hides=True)
def cover(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """/moderation/cover/: which texts are covered until they are opened."""
    try:
        calm.cover(person_of(viewer), request.POST.get("cover", ""))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is kept for you alone."))
    return see_queue(request, viewer)


@require_POST
@guarded(editors=True, boards=True, hides=True)
def pause(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    calm.pause(person_of(viewer))
    return see_queue(request, viewer)


@require_POST
@guarded(editors=True, boards=True, hides=True)
def resume(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    calm.resume(person_of(viewer))
    return see_queue(request, viewer)
