"""One discussion as a whole: what is in force there, and what a moderator can do about it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Discussion
from forum.moderation import discussion_tools, queries
from forum.moderation.forms import MembersForm, lay_errors
from forum.moderation.guard import guarded
from forum.moderation.services import discussions
from forum.moderation.views.queue import crumbs, person_of

_PLAIN: dict[str, Callable[..., bool]] = {
    "unlock": discussions.unlock,
    "pin": discussions.pin,
    "unpin": discussions.unpin,
    "everyone": discussions.for_everyone,
}


@require_GET
@guarded()
def panel(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/discussions/ID/: what is in force, what was decided, and the buttons."""
    return _show(request, viewer, _seen(viewer, pk))


@require_POST
@guarded()
def act(request: HttpRequest, viewer: Viewer, pk: int, verb: str) -> HttpResponse:
    """/moderation/discussions/ID/VERB/."""
    found = _seen(viewer, pk)
    by: User = person_of(viewer)
    if verb == "lock":
        discussions.lock(found, by=by, reason=request.POST.get("reason", ""))
    elif verb == "members":
        return _members(request, viewer, found)
    elif verb in _PLAIN:
        _PLAIN[verb](found, by=by)
    else:
        raise Http404(_("There is no such page."))
    return _back(found)


def _members(request: HttpRequest, viewer: Viewer, found: Discussion) -> HttpResponse:
    form = MembersForm(request.POST)
    if form.is_valid():
        try:
            discussions.for_members(found, by=person_of(viewer), **form.cleaned_data)
        except ValidationError as error:
            lay_errors(form, error)
        else:
            messages.success(request, _("The discussion is for members only from now on."))
            return _back(found)
    return _show(request, viewer, found, members=form)


def _seen(viewer: Viewer, pk: int) -> Discussion:
    found = Discussion.objects.visible_to(viewer).select_related("audience__narrows", "status_by")
    return get_object_or_404(found, pk=pk)


def _show(
    request: HttpRequest, viewer: Viewer, found: Discussion, **sent: MembersForm
) -> HttpResponse:
    context: dict[str, Any] = {
        "discussion": found,
        "members_form": sent.get("members") or MembersForm(),
        "links": discussion_tools.links_for(found, viewer),
        "decisions": queries.decisions_of_discussion(found),
        "crumbs": crumbs(_("This discussion")),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sent else HTTPStatus.OK
    return render(request, "moderation/discussion.html", context, status=status)


def _back(found: Discussion) -> HttpResponse:
    response = HttpResponseRedirect(found.url)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
