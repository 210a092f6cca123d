"""Working through the queue one case at a time, and with others."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.viewer import Viewer
from forum.moderation import queries
from forum.moderation.filters import Filters
from forum.moderation.forms import AskForm, OpinionForm, lay_errors
from forum.moderation.guard import guarded
from forum.moderation.models import Case
from forum.moderation.services import claims, opinions, undo
from forum.moderation.views.queue import address_of, case_page, number_of, person_of, way_on


@require_GET
@guarded(editors=True, boards=True)
def next_case(request: HttpRequest, viewer: Viewer, tab: str) -> HttpResponse:
    """/moderation/queue/TAB/next/: the first case nobody else looks at, claimed for the viewer."""
    if tab not in queries.tab_ids(viewer) - {queries.SPAM_TAB, queries.DONE_TAB}:
        raise Http404(_("There is no such page."))
    filters = Filters.read(request.GET)
    after = number_of(request.GET.get("after", ""))
    url = way_on(tab, filters, me=person_of(viewer), after=after)
    if url is None:
        messages.info(request, _("Nothing more waits here that nobody looks at."))
    return _see_other(url or address_of(tab, filters.query))


@require_POST
@guarded(editors=True, boards=True)
def claim(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/cases/ID/claim/: the card is still open; a script says so once a minute."""
    case = queries.case_for(viewer, pk)
    taken = claims.take(case, by=person_of(viewer))
    return JsonResponse({"yours": taken}, status=HTTPStatus.OK if taken else HTTPStatus.CONFLICT)


@require_POST
@guarded(editors=True, boards=True)
def release(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/cases/ID/release/: leave it to others, and go on with the next."""
    case = queries.case_for(viewer, pk)
    claims.release(case, by=person_of(viewer))
    tab, filters = queries.way_of(request.POST.get("back", ""), viewer)
    url = way_on(tab, filters, me=person_of(viewer), after=case.pk) if tab else None
    if tab and url is None:
        messages.info(request, _("Nothing more waits here that nobody looks at."))
    return _see_other(url) if url else see_queue(request, viewer)


def go_on(request: HttpRequest, viewer: Viewer, case: Case) -> HttpResponse:
    """After a case that is left: to the next where one follows the other, else to the tab."""
    back = request.POST.get("back", "")
    tab, filters = queries.way_of(back, viewer)
    url = None
    if tab and back.startswith(queries.NEXT):
        url = way_on(tab, filters, me=person_of(viewer), after=case.pk)
    return _see_other(url) if url else see_queue(request, viewer)


def see_queue(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Back to the tab that the form came from, as it was filtered."""
    tab, filters = queries.way_of(request.POST.get("back", ""), viewer)
    return _see_other(address_of(tab, filters.query) if tab else reverse("moderation"))


@require_POST
@guarded(boards=True)
def ask(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/cases/ID/ask/: ask a colleague what they think."""
    case = queries.case_for(viewer, pk)
    me = person_of(viewer)
    form = AskForm(request.POST, colleagues=queries.colleagues_of(me, case))
    if form.is_valid():
        try:
            opinions.ask(case, by=me, of=form.cleaned_data["asked"], note=form.cleaned_data["note"])
        except ValidationError as error:
            lay_errors(form, error)
        else:
            name = form.cleaned_data["asked"].name
            messages.success(request, _("%(name)s is asked.") % {"name": name})
            return _see_other(_of_case(pk, request))
    return case_page(request, viewer, case, ask=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
@guarded(boards=True)
def opinion(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/cases/ID/opinion/: say what one thinks."""
    case = queries.case_for(viewer, pk)
    form = OpinionForm(request.POST)
    if form.is_valid():
        try:
            given = opinions.answer(
                case,
                by=person_of(viewer),
                text=form.cleaned_data["answer"],
                leaning=form.cleaned_data["leaning"],
            )
        except ValidationError as error:
            lay_errors(form, error)
        else:
            if given:
                messages.success(request, _("Your opinion stands with the case."))
            else:
                messages.warning(request, _("Nobody waits for your opinion on this case."))
            return _see_other(_of_case(pk, request))
    return case_page(request, viewer, case, opinion=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
@guarded(editors=True, boards=True)
def undo_decision(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/decisions/ID/undo/: take a decision back."""
    decision = queries.decision_for(viewer, pk)
    undone = undo.undo(decision, by=person_of(viewer))
    if undone.done:
        facts = {"action": decision.action_label}
        messages.success(request, _("Taken back: %(action)s.") % facts)
    else:
        messages.warning(request, _("Somebody has taken this back already."))
    tab, filters = queries.way_of(request.POST.get("back", ""), viewer)
    if tab:
        return _see_other(address_of(tab, filters.query))
    if decision.case_id is not None:
        return _see_other(reverse("moderation-case", args=[decision.case_id]))
    return _see_other(reverse("moderation-decisions"))


def _of_case(pk: int, request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return reverse("moderation-case", args=[pk]) + (f"?{query}" if query else "")


def _see_other(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
