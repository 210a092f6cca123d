"""What moderators choose for themselves: searches kept under a name, and keys."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import Viewer
from forum.moderation import keys, queries
from forum.moderation.forms import KeysForm, SearchForm, lay_errors
from forum.moderation.guard import guarded
from forum.moderation.services import searches
from forum.moderation.views.queue import address_of, crumbs, person_of


@require_http_methods(["GET", "POST"])
@guarded()
def saved(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """/moderation/searches/: one's own and the shared ones; a POST keeps the filter `from`."""
    form = SearchForm(request.POST or None)
    tab, filters = queries.way_of(request.POST.get("from", ""), viewer)
    if request.method == "POST" and form.is_valid():
        try:
            kept = searches.save(
                form.cleaned_data["name"],
                tab=tab,
                filters=filters,
                owner=person_of(viewer),
                shared=form.cleaned_data["shared"],
            )
        except ValidationError as error:
            lay_errors(form, error)
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": kept.name})
            return _see_other(address_of(tab, filters.query))
    context = {
        "form": form if request.method == "POST" else None,
        "from": f"{tab}?{filters.query}" if tab else "",
        "searches": queries.saved_searches(viewer),
        "me": viewer.user,
        "crumbs": crumbs(_("Saved searches")),
    }
    failed = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "moderation/searches.html", context, status=status)


@require_POST
@guarded()
def remove(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.searches_seen_by(person_of(viewer)), pk=pk)
    searches.remove(found, by=person_of(viewer))
    messages.success(request, _("Removed: %(name)s.") % {"name": found.name})
    return _see_other(reverse("moderation-searches"))


@require_http_methods(["GET", "POST"])
@guarded(editors=True, boards=True, hides=True)
def choose_keys(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """/moderation/keys/: which key does what in the queue."""
    me = person_of(viewer)
    form = KeysForm(request.POST or None, initial=keys.of(me))
    if request.method == "POST" and form.is_valid():
        try:
            keys.choose(me, keys.DEFAULT if "usual" in request.POST else form.cleaned_data)
        except ValidationError as error:
            lay_errors(form, error)
        else:
            messages.success(request, _("The keys are saved."))
            return _see_other(reverse("moderation"))
    context = {"form": form, "crumbs": crumbs(_("Keys of the queue"))}
    failed = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "moderation/keys.html", context, status=status)


def _see_other(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
