"""Objecting to a decision, and what the team says to it."""

import csv
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.viewer import Viewer
from accounts.views.people import see_other
from forum.moderation import limited, people
from forum.moderation.forms import AnswerForm, AppealForm, lay_errors
from forum.moderation.guard import guarded
from forum.moderation.models import Appeal, AppealOutcome
from forum.moderation.services import appeals
from forum.moderation.views.queue import crumbs, person_of


@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    """/appeal/TOKEN/: the decision, why, and the one answer to it. Needs no account."""
    decision = appeals.decision_of(token)
    if decision is None:
        raise Http404(_("There is no such page."))
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            appeals.appeal(decision, form.cleaned_data["text"])
        except ValidationError as error:
            lay_errors(form, error)
        else:
            messages.success(request, _("Thank you. The answer will stand on this page."))
            return _private(see_other(request.path))
    failed = request.method == "POST"
    response = render(
        request,
        "moderation/appeal.html",
        {"decision": decision, "appeal": getattr(decision, "appeal", None), "form": form},
        status=HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK,
    )
    return _private(response)


@require_GET
@guarded()
def appeal_case(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/appeals/ID/"""
    return _page(request, viewer, _found(pk), AnswerForm())


@require_POST
@guarded()
def appeal_decide(request: HttpRequest, viewer: Viewer, pk: int, outcome: str) -> HttpResponse:
    """/moderation/appeals/ID/OUTCOME/"""
    found = _found(pk)
    if outcome not in AppealOutcome.values:
        raise Http404(_("There is no such page."))
    form = AnswerForm(request.POST)
    form.is_valid()
    try:
        done = appeals.decide(
            found, outcome, by=person_of(viewer), answer=form.cleaned_data["answer"]
        )
    except ValidationError as error:
        lay_errors(form, error)
        return _page(request, viewer, found, form)
    if done:
        messages.success(request, _("It is decided, and the person can read your answer."))
    else:
        messages.warning(request, _("Somebody has decided about this already."))
    return see_other(reverse("moderation-appeal", args=[pk]))


@require_GET
@guarded(hides=True)
def statements(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """/moderation/statements.csv: the reasons of decisions, without anybody's name or words."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="statements.csv"'
    writer = csv.writer(response)
    writer.writerow(["decision", "at", "action", "reason", "reason_text", "appealed", "outcome"])
    for row in people.statements(in_words=not limited.is_on(request)):
        writer.writerow([_safe(str(value)) for value in row])
    return response


def _safe(text: str) -> str:
    """A table calculator takes what begins like this for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _found(pk: int) -> Appeal:
    found = Appeal.objects.select_related(
        "case", "decision__comment", "decision__by", "decision__person", "decision__guest",
        "decision__sanction", "decided_by",
    )  # fmt: skip
    return get_object_or_404(found, pk=pk)


def _page(request: HttpRequest, viewer: Viewer, found: Appeal, form: AnswerForm) -> HttpResponse:
    failed = request.method == "POST"
    context = {
        "appeal": found,
        "decision": found.decision,
        "form": form,
        "refusal": appeals.deciding_refusal(viewer, found),
        "crumbs": crumbs(_("Objection")),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "moderation/appeal_case.html", context, status=status)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"  # it holds a form
    return response
