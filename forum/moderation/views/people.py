from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.policies import sanction_of
from accounts.viewer import Viewer
from forum.comments.queries import count_by_status
from forum.moderation import policies, queries
from forum.moderation.forms import SuspendForm, lay_errors
from forum.moderation.guard import guarded
from forum.moderation.services import sanctions
from forum.moderation.views.queue import crumbs


@require_GET
@guarded()
def person(request: HttpRequest, viewer: Viewer, handle: str) -> HttpResponse:
    """/moderation/people/HANDLE/: what the team should know of a person."""
    return _panel(request, viewer, queries.person_for(viewer, handle), SuspendForm())


@require_http_methods(["GET", "POST"])
@guarded()
def suspend(request: HttpRequest, viewer: Viewer, handle: str) -> HttpResponse:
    found = queries.person_for(viewer, handle)
    form = SuspendForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and viewer.user is not None:
        try:
            sanctions.suspend(
                found,
                by=viewer.user,
                until=form.cleaned_data["until"],
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
            )
        except ValidationError as error:
            lay_errors(form, error)
        else:
            messages.success(request, _("%(name)s is suspended.") % {"name": found.name})
            return _to_panel(found)
    return _panel(request, viewer, found, form)


@require_POST
@guarded()
def lift(request: HttpRequest, viewer: Viewer, handle: str) -> HttpResponse:
    found = queries.person_for(viewer, handle)
    if viewer.user is not None and sanctions.lift(found, by=viewer.user):
        messages.success(request, _("%(name)s can write again.") % {"name": found.name})
    else:
        messages.warning(request, _("%(name)s was not suspended.") % {"name": found.name})
    return _to_panel(found)


def _panel(request: HttpRequest, viewer: Viewer, found: User, form: SuspendForm) -> HttpResponse:
    context = {
        "person": found,
        "counts": count_by_status(found),
        "sanction": sanction_of(Viewer.for_user(found)),
        "sanctions": queries.sanctions_of(found),
        "decisions": queries.decisions_about(found),
        "refusal": policies.suspending_refusal(viewer, found),
        "form": form,
        "crumbs": crumbs(found.name),
    }
    failed = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "moderation/person.html", context, status=status)


def _to_panel(found: User) -> HttpResponse:
    response = HttpResponseRedirect(reverse("moderation-person", args=[found.handle]))
    response.status_code = HTTPStatus.SEE_OTHER
    return response
