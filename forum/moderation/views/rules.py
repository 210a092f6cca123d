"""The rules, how right they were, and who waits where."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.viewer import Viewer
from forum.comments.models import Discussion
from forum.moderation import precision, queries
from forum.moderation.forms import StrictnessForm, lay_errors
from forum.moderation.guard import guarded
from forum.moderation.models import Strictness
from forum.moderation.services import strictness
from forum.moderation.views.queue import crumbs, person_of
from foundation.text import whole_number


@require_GET
@guarded(hides=True)
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


@require_http_methods(["GET", "POST"])
@guarded()
def who_waits(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """/moderation/who-waits/: what is in force; a POST says something new of a place."""
    discussion = _discussion(request, viewer)
    form = StrictnessForm(request.POST or None, discussion=discussion)
    if request.method == "POST" and form.is_valid():
        try:
            strictness.let_wait(**form.cleaned_data, by=person_of(viewer))
        except ValidationError as error:
            lay_errors(form, error)
        else:
            messages.success(request, _("This is in force from now on."))
            return _back()
    context = {
        "form": form,
        "discussion": discussion,
        "rows": queries.strictness_in_force(),
        "crumbs": crumbs(_("Who waits")),
    }
    failed = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "moderation/who_waits.html", context, status=status)


@require_POST
@guarded()
def end_who_waits(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    row = get_object_or_404(Strictness, pk=pk)
    strictness.end(row, by=person_of(viewer))
    messages.success(request, _("This is no longer in force."))
    return _back()


def _discussion(request: HttpRequest, viewer: Viewer) -> Discussion | None:
    if not (asked := request.GET.get("discussion", "")):
        return None
    found = Discussion.objects.visible_to(viewer)
    return get_object_or_404(found, pk=whole_number(asked))


def _back() -> HttpResponse:
    response = HttpResponseRedirect(reverse("moderation-who-waits"))
    response.status_code = HTTPStatus.SEE_OTHER
    return response
