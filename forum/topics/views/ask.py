"""Asking: the form, similar topics while typing, and the step before posting without a script."""

from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.viewer import Viewer
from forum.comments import slots
from forum.comments.forms import NUDGED
from forum.comments.gate import Hold, Nudged
from forum.comments.refusal import Refused
from forum.comments.views.comment import see_other
from forum.comments.views.context import close_to_others
from forum.topics import policies
from forum.topics.forms import AskForm
from forum.topics.models import Board, TopicKind
from forum.topics.services import ask as ask_verb
from forum.topics.services import tags
from forum.topics.similar import Similar, similar_to
from foundation.limits import network


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    viewer = Viewer.of(request)
    if viewer.user is None:
        return redirect("/accounts/login/?" + urlencode({"next": request.get_full_path()}))
    form = AskForm(request.POST or None, viewer=viewer, initial=_initial(request, viewer))
    found: list[Similar] = []
    nudge: tuple[Hold, ...] = ()
    refusal = policies.asking_refusal(viewer) or ""
    if request.method == "POST" and form.is_valid():
        found = [] if form.cleaned_data["seen"] else similar_to(form.cleaned_data["title"], viewer)
        if not found:
            try:
                return see_other(_send(request, form, viewer))
            except ValidationError as error:
                _tell(form, error)
            except Nudged as asked:
                nudge = asked.found
            except Refused as refused:
                refusal = refused.sentence
    failed = request.method == "POST" and not found
    context = {
        "nav": "forum",
        "form": form,
        "similar": found,
        "refusal": refusal,
        "nudge": nudge,
        "nudged": request.POST.get(NUDGED, ""),
        "no_boards": not Board.objects.visible_to(viewer).exists(),
    }
    response = render(
        request,
        "topics/ask.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK,
    )
    return close_to_others(request, response)


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """The list alone, for a script that asks while the title is typed."""
    viewer = Viewer.of(request)
    found = similar_to(request.GET.get("title", "")[:400], viewer)
    return close_to_others(request, render(request, "topics/_similar.html", {"similar": found}))


def _initial(request: HttpRequest, viewer: Viewer) -> dict[str, object]:
    initial: dict[str, object] = {"title": request.GET.get("title", "")[:150]}
    board = Board.objects.visible_to(viewer).filter(slug=request.GET.get("board", "")).first()
    if board is not None:
        initial["board"] = board.pk
    return initial


def _send(request: HttpRequest, form: AskForm, viewer: Viewer) -> str:
    data = form.cleaned_data
    asked = ask_verb.ask(
        data["board"],
        viewer=viewer,
        title=data["title"],
        body=data["body"],
        kind=TopicKind(data["kind"]),
        tags=tags.split(data["tags"]),
        form_key=data["form_key"],
        network=network.of(request),
        form=form.traps(),
    )
    return slots.landing(asked.posted.comment, asked.topic.get_absolute_url())


def _tell(form: AskForm, error: ValidationError) -> None:
    """Errors of the title stand at the title, those of the text at the text."""
    if hasattr(error, "error_dict"):
        form.add_error(None, error)
    else:
        form.add_error("body", error)
