"""What stands beside the queue: the history of decisions, watched words."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.viewer import Viewer
from forum.moderation import audit, limited, queries
from forum.moderation.audit import Asked
from forum.moderation.forms import WordForm, lay_errors
from forum.moderation.guard import guarded
from forum.moderation.models import WatchedWord
from forum.moderation.services import watch
from forum.moderation.views.queue import crumbs, number_of, person_of


@require_GET
@guarded(boards=True, hides=True)
def decisions(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """/moderation/decisions/: what was decided, by whom, about whom, where and when."""
    asked = Asked.read(request.GET, limited=limited.is_on(request))
    rows, has_more = queries.decisions(
        asked, viewer=viewer, before=number_of(request.GET.get("before", ""))
    )
    further = [asked.query, f"before={rows[-1].pk}"] if has_more else []
    context = {
        "decisions": rows,
        "asked": asked,
        "fields": audit.field_choices(asked, viewer),
        "crumbs": crumbs(_("What was decided")),
        "next_url": "?" + "&".join(filter(None, further)) if has_more else "",
        "first_url": f"{request.path}?{asked.query}" if request.GET.get("before") else "",
    }
    return render(request, "moderation/decisions.html", context)


@require_POST
@guarded(boards=True, hides=True)
def limit_decisions(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """/moderation/decisions/limited/: hide what is about people, everywhere under /moderation/ and
    until this session ends, or show it again."""
    limited.switch(request, on=bool(request.POST.get("hide")))
    back = request.POST.get("back", "")
    if back.startswith("/moderation/") and url_has_allowed_host_and_scheme(back, None):
        return redirect(back, permanent=False)
    return _see_other("moderation-decisions")


@require_http_methods(["GET", "POST"])
@guarded()
def words(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """/moderation/words/: the watched words; a POST adds one."""
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            watch.add_word(**form.cleaned_data, by=person_of(viewer))
        except ValidationError as error:
            lay_errors(form, error)
            if form.has_error("word", watch.OWN):
                form.ask_whether_meant()
        else:
            messages.success(request, _("The word is watched from now on."))
            return _see_other("moderation-words")
    context = {
        "form": form,
        "words": queries.watched_words(),
        "crumbs": crumbs(_("Watched words")),
    }
    failed = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "moderation/words.html", context, status=status)


@require_POST
@guarded()
def remove_word(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    word = get_object_or_404(WatchedWord, pk=pk)
    watch.remove_word(word, by=person_of(viewer))
    messages.success(request, _("The word is no longer watched."))
    return _see_other("moderation-words")


def _see_other(name: str) -> HttpResponse:
    response = redirect(name)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
