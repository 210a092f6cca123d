"""/moderation/team/: who is on duty, and what they leave for the next."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.viewer import Viewer
from forum.moderation import figures as read
from forum.moderation import kinds, waiting
from forum.moderation.care_forms import DutyForm, HandoverForm
from forum.moderation.forms import lay_errors
from forum.moderation.guard import guarded
from forum.moderation.models import HandoverNote
from forum.moderation.services import duty, help_lines
from forum.moderation.views.queue import crumbs, person_of

NOTES_SHOWN = 30


@require_GET
@guarded()
def team(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    return _page(request, viewer)


@require_POST
@guarded()
def begin(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    form = DutyForm(request.POST)
    if not form.is_valid():
        return _page(request, viewer, duty_form=form)
    duty.begin(person_of(viewer), until=form.until())
    messages.success(request, _("You are on duty. Thank you."))
    return _back()


@require_POST
@guarded()
def end(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    duty.end(person_of(viewer))
    messages.success(request, _("You are off duty. Rest well."))
    return _back()


@require_POST
@guarded()
def note(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    form = HandoverForm(request.POST)
    if form.is_valid():
        try:
            duty.leave_note(form.cleaned_data["text"], by=person_of(viewer))
        except ValidationError as error:
            lay_errors(form, error)
        else:
            messages.success(request, _("The note is left for the next."))
            return _back()
    return _page(request, viewer, note_form=form)


@require_GET
@guarded(hides=True)
def figures(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """/moderation/figures/: the team's own work of the last weeks."""
    found = read.figures()
    context = {
        "figures": found,
        "waits": [
            (kinds.get(kind).label, waiting.rounded(wait) if wait is not None else "")
            for kind, wait in found.medians
        ],
        "told": waiting.sentence(),
        "crumbs": crumbs(_("Figures")),
    }
    return render(request, "moderation/figures.html", context)


def _page(request: HttpRequest, viewer: Viewer, **typed: Form) -> HttpResponse:
    on_duty = duty.on_duty()
    context = {
        "on_duty": on_duty,
        "is_on_duty": any(one.user == viewer.user for one in on_duty),
        "overdue": help_lines.overdue(),
        "notes": HandoverNote.objects.select_related("by").order_by("-id")[:NOTES_SHOWN],
        "duty_form": DutyForm(),
        "note_form": HandoverForm(),
        "crumbs": crumbs(_("The team")),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if typed else HTTPStatus.OK
    return render(request, "moderation/team.html", context | typed, status=status)


def _back() -> HttpResponse:
    response = HttpResponseRedirect(reverse("moderation-team"))
    response.status_code = HTTPStatus.SEE_OTHER
    return response
