"""The administrator's list of boards, and who moderates each."""

from collections.abc import Mapping
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.moderators import of_board
from accounts.policies import writing_refusal
from accounts.viewer import Viewer
from forum.comments.refusal import Refused
from forum.comments.views.comment import see_other
from forum.comments.views.context import close_to_others
from forum.topics import policies
from forum.topics.forms import BoardForm, ModeratorForm
from forum.topics.models import Board
from forum.topics.services import boards, moderators


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
    board = _board(_keeper(request), pk)
    form = _form(board, request.POST or None)
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
    return _of_board(request, board, form, bound=form.is_bound)


@require_POST
def name(request: HttpRequest, pk: int) -> HttpResponse:
    """/forum/boards/ID/moderators/: a member moderates this board from now on."""
    viewer = _keeper(request)
    board = _board(viewer, pk)
    asked = ModeratorForm(request.POST)
    if asked.is_valid() and viewer.user is not None:
        try:
            person = moderators.name(board, asked.cleaned_data["handle"], by=viewer.user)
        except ValidationError as error:
            asked.add_error("handle", error.messages)
        else:
            said = _("%(name)s moderates this board from now on.") % {"name": person.name}
            messages.success(request, said)
            return see_other(reverse("board-edit", args=[pk]))
    return _of_board(request, board, _form(board), asked=asked, bound=True)


@require_POST
def relieve(request: HttpRequest, pk: int, handle: str) -> HttpResponse:
    """/forum/boards/ID/moderators/HANDLE/remove/."""
    viewer = _keeper(request)
    board, person = _board(viewer, pk), get_object_or_404(User, handle=handle.lower())
    if viewer.user is not None and moderators.relieve(board, person, by=viewer.user):
        said = _("%(name)s moderates this board no more.") % {"name": person.name}
        messages.success(request, said)
    return see_other(reverse("board-edit", args=[pk]))


def _board(viewer: Viewer, pk: int) -> Board:
    return get_object_or_404(Board.objects.visible_to(viewer).select_related("audience"), pk=pk)


def _of_board(
    request: HttpRequest,
    board: Board,
    form: BoardForm,
    *,
    asked: ModeratorForm | None = None,
    bound: bool,
) -> HttpResponse:
    context = {
        "form": form,
        "board": board,
        "moderators": of_board(board.pk),
        "moderator_form": asked or ModeratorForm(),
    }
    return _answer(request, context, bound)


def _form(board: Board, data: QueryDict | None = None) -> BoardForm:
    initial = {"audience_kind": board.audience.kind, "address": board.slug}
    return BoardForm(data, instance=board, initial=initial)


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
