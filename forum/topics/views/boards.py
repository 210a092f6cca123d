"""The administrator's list of boards."""

from collections.abc import Mapping
from http import HTTPStatus

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from accounts.policies import writing_refusal
from accounts.viewer import Viewer
from forum.comments.refusal import Refused
from forum.comments.views.comment import see_other
from forum.comments.views.context import close_to_others
from forum.topics import policies
from forum.topics.forms import BoardForm
from forum.topics.models import Board
from forum.topics.services import boards


@require_http_methods(["GET", "POST"])
def board_list(request: HttpRequest) -> HttpResponse:
    """/forum/boards/: all boards, and a form for a new one."""
    viewer = _keeper(request)
    form = BoardForm(request.POST or None, initial={"audience_kind": "public"})
    if request.method == "POST" and form.is_valid():
        try:
            boards.make(
                form.cleaned_data["name"],
                description=form.cleaned_data["description"],
                audience=form.cleaned_data["audience_kind"],
                position=form.cleaned_data["position"],
                slug=form.cleaned_data["address"],
                is_sensitive=form.cleaned_data["is_sensitive"],
            )
            return see_other("/forum/boards/")
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
    context = {"form": form, "boards": Board.objects.visible_to(viewer).select_related("audience")}
    return _answer(request, context, form.is_bound)


@require_http_methods(["GET", "POST"])
def board_edit(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _keeper(request)
    board = get_object_or_404(Board.objects.visible_to(viewer).select_related("audience"), pk=pk)
    form = BoardForm(
        request.POST or None,
        instance=board,
        initial={"audience_kind": board.audience.kind, "address": board.slug},
    )
    if request.method == "POST" and form.is_valid():
        try:
            boards.change(
                form.instance,
                slug=form.cleaned_data["address"] or slugify(board.name, allow_unicode=True),
                audience=form.cleaned_data["audience_kind"],
            )
            return see_other("/forum/boards/")
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
    return _answer(request, {"form": form, "board": board}, form.is_bound)


def _keeper(request: HttpRequest) -> Viewer:
    viewer = Viewer.of(request)
    if not policies.may_keep_boards(viewer):
        raise PermissionDenied
    refusal = writing_refusal(viewer) if request.method == "POST" else None
    if refusal:
        raise Refused(refusal)
    return viewer


def _answer(request: HttpRequest, context: Mapping[str, object], bound: bool) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if bound else HTTPStatus.OK
    return close_to_others(
        request, render(request, "topics/boards.html", dict(context), status=status)
    )
