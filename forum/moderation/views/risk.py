"""/moderation/risk/: somebody may be at risk; what the team does, step by step."""

from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.viewer import Viewer
from forum.comments.refusal import Refused
from forum.comments.render import name_of
from forum.moderation import risk as reads
from forum.moderation.care_forms import (
    AskForm,
    CloseForm,
    HelpLineForm,
    LevelForm,
    NoteForm,
    WordsForm,
)
from forum.moderation.forms import lay_errors
from forum.moderation.guard import guarded
from forum.moderation.models import Case, Concern, HelpLine
from forum.moderation.services import concerns, duty, help_lines
from forum.moderation.services.reply_desk import colleagues
from forum.moderation.views.queue import crumbs, person_of
from foundation.branding import settings, texts

SHELF: Final = "risk-messages"


@require_GET
@guarded()
def risks(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What is open, the longest waiting first."""
    context = {
        "concerns": reads.open_for(viewer),
        "on_duty": duty.on_duty(),
        "overdue": help_lines.overdue(),
        "crumbs": crumbs(_("Someone at risk")),
    }
    return render(request, "moderation/risks.html", context)


@require_GET
@guarded()
def risk(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    return _panel(request, viewer, reads.concern_for(viewer, pk))


@require_POST
@guarded()
def level(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    found = reads.concern_for(viewer, pk)
    form = LevelForm(request.POST)
    if form.is_valid():
        try:
            concerns.set_level(found, by=person_of(viewer), **form.cleaned_data)
        except ValidationError as error:
            lay_errors(form, error)
        else:
            return _done(request, found, _("The level is noted."))
    return _panel(request, viewer, found, level_form=form)


@require_POST
@guarded()
def check(request: HttpRequest, viewer: Viewer, pk: int, item: str) -> HttpResponse:
    found = reads.concern_for(viewer, pk)
    try:
        concerns.check(found, item, by=person_of(viewer))
    except KeyError as error:
        raise Http404(_("There is no such page.")) from error
    return _done(request, found, _("Noted."))


@require_POST
@guarded()
def ask(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """A second opinion, or handing it over."""
    found = reads.concern_for(viewer, pk)
    by = person_of(viewer)
    form = AskForm(request.POST, colleagues=colleagues(by))
    if form.is_valid():
        try:
            concerns.ask(found, by=by, **form.cleaned_data)
        except ValidationError as error:
            lay_errors(form, error)
        else:
            told = _("%(name)s is told.") % {"name": form.cleaned_data["to"].name}
            return _done(request, found, told)
    return _panel(request, viewer, found, ask_form=form)


@require_POST
@guarded()
def note(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    found = reads.concern_for(viewer, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            concerns.add_note(found, by=person_of(viewer), **form.cleaned_data)
        except ValidationError as error:
            lay_errors(form, error)
        else:
            return _done(request, found, _("Noted."))
    return _panel(request, viewer, found, note_form=form)


@require_POST
@guarded()
def write(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Private words to the person, or one of the texts put into the form."""
    found = reads.concern_for(viewer, pk)
    if "insert" in request.POST:
        return _panel(request, viewer, found, words_form=_with_text(request, viewer, found))
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            concerns.write(found, form.cleaned_data["text"], by=person_of(viewer))
        except ValidationError as error:
            lay_errors(form, error)
        else:
            return _done(request, found, _("It is sent. Only they can read it."))
    return _panel(request, viewer, found, words_form=form)


@require_POST
@guarded()
def close(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    found = reads.concern_for(viewer, pk)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            done = concerns.close(found, by=person_of(viewer), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("It is closed. Thank you.") if done else _("It was closed already.")
            return _done(request, found, said)
    return _panel(request, viewer, found, close_form=form)


@require_POST
@guarded()
def skip(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    concerns.skip(reads.concern_for(viewer, pk), by=person_of(viewer))
    messages.success(request, _("You do not see it until tomorrow. The others do."))
    return _see_other(reverse("moderation-risks"))


@require_http_methods(["GET", "POST"])
@guarded()
def lines(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """/moderation/help-lines/: everybody of the team reads them, administrators add to them."""
    if request.method == "POST" and not viewer.is_administrator:
        raise Refused(_("Only administrators can change the help lines."))
    form = HelpLineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        help_lines.save(form.save(commit=False), by=person_of(viewer))
        messages.success(request, _("The help line is saved."))
        return _see_other(reverse("moderation-help-lines"))
    context = {
        "lines": reads.lines(),
        "form": form if viewer.is_administrator else None,
        "crumbs": crumbs(_("Help lines")),
    }
    return _answer(request, "moderation/help_lines.html", context)


@require_http_methods(["GET", "POST"])
@guarded()
def line(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    found = _line_of(viewer, pk)
    form = HelpLineForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        help_lines.save(form.save(commit=False), by=person_of(viewer))
        messages.success(request, _("The help line is saved."))
        return _see_other(reverse("moderation-help-lines"))
    context = {"form": form, "line": found, "crumbs": crumbs(_("Help lines"))}
    return _answer(request, "moderation/help_line.html", context)


@require_POST
@guarded()
def remove_line(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    help_lines.remove(_line_of(viewer, pk))
    messages.success(request, _("The help line is taken out."))
    return _see_other(reverse("moderation-help-lines"))


def _line_of(viewer: Viewer, pk: int) -> HelpLine:
    if not viewer.is_administrator:
        raise Refused(_("Only administrators can change the help lines."))
    found = HelpLine.objects.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such page."))
    return found


def _with_text(request: HttpRequest, viewer: Viewer, found: Concern) -> WordsForm:
    chosen, body = request.POST.get("template", ""), request.POST.get("text", "").rstrip()
    template = next((one for one in texts.on_shelf(SHELF) if one.key == chosen), None)
    if template is not None:
        values = {
            "name": name_of(found.comment),
            "me": person_of(viewer).name,
            "site": settings.get("site_name"),
        }
        body = f"{body}\n\n{texts.fill(template.body, values)}".strip()
    return WordsForm(initial={"text": body})


def _panel(request: HttpRequest, viewer: Viewer, found: Concern, **typed: Form) -> HttpResponse:
    by = person_of(viewer)
    context: dict[str, Any] = {
        "concern": found,
        "name": name_of(found.comment),
        "pieces": reads.pieces(found),
        "steps": reads.steps(found),
        "checklist": reads.checklist(found),
        "case": Case.objects.open().filter(comment=found.comment_id).first(),
        "templates": texts.on_shelf(SHELF),
        "level_form": LevelForm(initial={"level": found.level}),
        "ask_form": AskForm(colleagues=colleagues(by)),
        "note_form": NoteForm(),
        "words_form": WordsForm(),
        "close_form": CloseForm(),
        "crumbs": [*crumbs("")[:-1], (_("Someone at risk"), reverse("moderation-risks")),
                   (name_of(found.comment), "")],
    }  # fmt: skip
    failed = any(form.is_bound for form in typed.values())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "moderation/risk.html", context | typed, status=status)


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    failed = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, template, context, status=status)


def _done(request: HttpRequest, found: Concern, said: str) -> HttpResponse:
    messages.success(request, said)
    return _see_other(reverse("moderation-risk", args=[found.pk]))


def _see_other(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
