"""Several decisions in one step: first what would happen and to whom, then one press."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.viewer import Viewer
from forum.comments.models import Comment
from forum.moderation import bulk, queries
from forum.moderation.bulk import Preview
from forum.moderation.buttons import asks
from forum.moderation.forms import NoteOnlyForm, ReasonForm, lay_errors
from forum.moderation.guard import guarded
from forum.moderation.services.bulk import Done, decide_all, undo_all
from forum.moderation.views.queue import address_of, crumbs, number_of, person_of


@require_http_methods(["GET", "POST"])
@guarded(boards=True)
def several(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """
    /moderation/several/: the preview of ticked comments (`c`), of a whole tab (`all`) or of what
    is like one comment (`like`); a POST decides about what is ticked in it.
    """
    verb = request.GET.get("verb", "")
    if verb not in bulk.VERBS:
        raise Http404(_("There is no such page."))
    form_class = ReasonForm if asks(verb) else NoteOnlyForm
    form = form_class(request.POST if request.method == "POST" else None)
    ticked = dict(filter(None, map(bulk.read_stamp, request.POST.getlist("c"))))
    if request.method == "POST" and form.is_valid():
        if ticked:
            try:
                done = decide_all(list(ticked.items()), verb, by=person_of(viewer),
                                  **form.cleaned_data)  # fmt: skip
            except ValidationError as error:
                lay_errors(form, error)
            else:
                return _told(request, viewer, done)
        else:
            form.add_error(None, _("Please tick at least one comment."))
    shown = _preview(request, viewer, verb)
    if request.method == "POST":
        for item in shown.items:
            item.is_ticked = item.comment.pk in ticked
    return _page(request, viewer, shown, form)


@require_GET
@guarded(boards=True, hides=True)
def batch(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/batches/ID/: what was decided in one step, to be taken back together."""
    found = queries.batch_for(viewer, pk)
    decisions = queries.decisions_of_batch(found)
    title = bulk.sentence(found.verb, len(decisions))
    context = {
        "batch": found,
        "decisions": decisions,
        "title": title,
        "may_be_undone": any(one.may_be_undone for one in decisions),
        "crumbs": crumbs(title),
    }
    return render(request, "moderation/batch.html", context)


@require_POST
@guarded(boards=True)
def undo_batch(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/batches/ID/undo/: take back what of it still stands."""
    found = queries.batch_for(viewer, pk)
    taken, refused = undo_all(found, by=person_of(viewer))
    text = ngettext(
        "%(count)d decision is taken back.", "%(count)d decisions are taken back.", taken
    )
    (messages.success if taken else messages.warning)(request, text % {"count": taken})
    _tell_refused(request, refused)
    return _see_other(reverse("moderation-batch", args=[found.pk]))


def _preview(request: HttpRequest, viewer: Viewer, verb: str) -> Preview:
    if like := number_of(request.GET.get("like", "")):
        found = Comment.objects.visible_to(viewer).select_related("guest")
        return bulk.of_wave(viewer, verb, get_object_or_404(found, pk=like))
    tab, filters = queries.way_of(request.GET.get("from", ""), viewer)
    if request.GET.get("all"):
        if not tab:
            raise Http404(_("There is no such page."))
        return bulk.of_tab(viewer, verb, tab, filters)
    stamps = map(bulk.read_stamp, request.GET.getlist("c"))
    return bulk.preview(viewer, verb, [one[0] for one in stamps if one is not None])


def _page(
    request: HttpRequest, viewer: Viewer, shown: Preview, form: ReasonForm | NoteOnlyForm
) -> HttpResponse:
    title = bulk.sentence(shown.verb, shown.number)
    context = {
        "preview": shown,
        "title": title,
        "form": form,
        "query": request.GET.urlencode(),
        "is_wave": bool(request.GET.get("like")),
        "is_danger": shown.verb != "approve",
        "back_url": _back(request, viewer),
        "crumbs": crumbs(title),
    }
    failed = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "moderation/several.html", context, status=status)


def _told(request: HttpRequest, viewer: Viewer, done: Done) -> HttpResponse:
    if done.batch is not None:
        messages.success(request, _("Decided: %(what)s.") % {
            "what": bulk.sentence(done.batch.verb, done.decided)})  # fmt: skip
    if done.late:
        messages.warning(
            request,
            ngettext(
                "%(count)d comment stands differently by now and was left as it is.",
                "%(count)d comments stand differently by now and were left as they are.",
                done.late,
            )
            % {"count": done.late},
        )
    _tell_refused(request, done.refused)
    if done.batch is None:
        return _see_other(_back(request, viewer))
    return _see_other(reverse("moderation-batch", args=[done.batch.pk]))


def _tell_refused(request: HttpRequest, refused: list[str]) -> None:
    """Each reason once, with how many it is about."""
    for reason in dict.fromkeys(refused):
        count = refused.count(reason)
        messages.warning(request, _("%(count)d left: %(reason)s") % {
            "count": count, "reason": reason})  # fmt: skip


def _back(request: HttpRequest, viewer: Viewer) -> str:
    tab, filters = queries.way_of(request.GET.get("from", ""), viewer)
    return address_of(tab, filters.query) if tab else reverse("moderation")


def _see_other(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
