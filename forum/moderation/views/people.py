"""What the team knows of a person, member or guest, and what it does about them."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Guest, SanctionKind, User
from accounts.viewer import Viewer
from forum.comments.queries import count_by_status
from forum.moderation import limited, places, policies, queries
from forum.moderation import people as read
from forum.moderation.forms import LimitForm, NoteForm, lay_errors
from forum.moderation.guard import guarded
from forum.moderation.services import sanctions
from forum.moderation.services.sweep import DAYS, sweep
from forum.moderation.views.queue import crumbs, number_of, person_of

Whom = User | Guest


@require_GET
@guarded(boards=True, hides=True)
def person(request: HttpRequest, viewer: Viewer, handle: str = "", pk: int = 0) -> HttpResponse:
    """/moderation/people/HANDLE/ and /moderation/guests/ID/."""
    return _panel(request, viewer, _whom(viewer, handle, pk))


@require_http_methods(["GET", "POST"])
@guarded(boards=True)
def limit(
    request: HttpRequest, viewer: Viewer, kind: str, handle: str = "", pk: int = 0
) -> HttpResponse:
    """…/limit/KIND/: warn, have everything wait, keep out of a board, suspend, propose a ban."""
    whom = _whom(viewer, handle, pk)
    if kind not in _kinds_for(whom, viewer):
        raise Http404(_("There is no such page."))
    form = _form(whom, kind, viewer, request)
    if request.method == "POST" and form.is_valid():
        try:
            sanctions.limit(whom, kind, by=person_of(viewer), **form.asked)
        except ValidationError as error:
            lay_errors(form, error)
            if "reach" in form.errors:
                form = _anew(whom, kind, viewer, form)
        else:
            messages.success(request, _done(whom, kind))
            return _to_panel(whom)
    return _panel(request, viewer, whom, limit_form=form, kind=kind)


@require_POST
@guarded(boards=True)
def lift(request: HttpRequest, viewer: Viewer, handle: str = "", pk: int = 0) -> HttpResponse:
    whom = _whom(viewer, handle, pk)
    only = number_of(request.POST.get("sanction", ""))
    if sanctions.lift(whom, by=person_of(viewer), only=only):
        messages.success(request, _("It is lifted. %(name)s was told.") % {"name": whom.name})
    else:
        messages.warning(request, _("There was nothing to lift any more."))
    return _to_panel(whom)


@require_POST
@guarded()
def note(request: HttpRequest, viewer: Viewer, handle: str = "", pk: int = 0) -> HttpResponse:
    whom = _whom(viewer, handle, pk)
    form = NoteForm(request.POST)
    form.is_valid()
    try:
        sanctions.add_note(whom, form.cleaned_data["text"], by=person_of(viewer))
    except ValidationError as error:
        lay_errors(form, error)
        return _panel(request, viewer, whom, note_form=form)
    return _to_panel(whom)


@require_POST
@guarded()
def confirm_ban(request: HttpRequest, viewer: Viewer, handle: str) -> HttpResponse:
    whom = queries.person_for(viewer, handle)
    proposal = read.proposed_ban(whom)
    if proposal is not None and sanctions.confirm_ban(proposal, by=person_of(viewer)):
        messages.success(request, _("%(name)s is banned.") % {"name": whom.name})
    else:
        messages.warning(request, _("Somebody has decided about this ban already."))
    return _to_panel(whom)


@require_POST
@guarded()
def decline_ban(request: HttpRequest, viewer: Viewer, handle: str) -> HttpResponse:
    whom = queries.person_for(viewer, handle)
    proposal = read.proposed_ban(whom)
    if proposal is not None and sanctions.decline_ban(proposal, by=person_of(viewer)):
        messages.success(request, _("%(name)s is not banned.") % {"name": whom.name})
    else:
        messages.warning(request, _("Somebody has decided about this ban already."))
    return _to_panel(whom)


@require_http_methods(["GET", "POST"])
@guarded()
def clear(request: HttpRequest, viewer: Viewer, handle: str = "", pk: int = 0) -> HttpResponse:
    """…/clear/: for obvious spam. First a preview, then everything in one step."""
    whom = _whom(viewer, handle, pk)
    given = request.POST if request.method == "POST" else request.GET
    days = number_of(given.get("days", "")) or DAYS[1]
    if days not in DAYS:
        raise Http404(_("There is no such page."))
    if request.method == "POST":
        swept = sweep(
            whom, by=person_of(viewer), days=days, newest=number_of(given.get("newest", "")) or 0
        )
        messages.success(
            request,
            ngettext(
                "%(name)s is stopped, and %(count)d comment is marked as spam.",
                "%(name)s is stopped, and %(count)d comments are marked as spam.",
                swept.removed,
            )
            % {"name": whom.name, "count": swept.removed},
        )
        return _to_panel(whom)
    found, has_more = read.recent_of(whom, days=days)
    context = {
        "person": whom,
        "days": days,
        "choices": DAYS,
        "comments": found,
        "has_more": has_more,
        "newest": found[0].pk if found else 0,
        "refusal": _refusal(viewer, whom),
        "is_member": isinstance(whom, User),
        "panel_url": _url(whom),
        "clear_url": _url(whom, "clear"),
        "crumbs": [*crumbs(whom.name)[:1], (whom.name, _url(whom)), (_("Spam"), "")],
    }
    return render(request, "moderation/clear.html", context)


def _whom(viewer: Viewer, handle: str, pk: int) -> Whom:
    return queries.person_for(viewer, handle) if handle else read.guest_for(viewer, pk)


def _kinds_for(whom: Whom, viewer: Viewer) -> list[SanctionKind]:
    """From the mildest. A ban is for members; a guest is suspended, as far as guests are known.
    Moderators of boards keep people out of these."""
    if not viewer.is_moderator:
        return [SanctionKind.BOARD] if isinstance(whom, User) else []
    return [
        kind
        for kind in SanctionKind
        if isinstance(whom, User) or kind not in (SanctionKind.BAN, SanctionKind.BOARD)
    ]


def _refusal(viewer: Viewer, whom: Whom) -> str | None:
    if isinstance(whom, User):
        return policies.suspending_refusal(viewer, whom)
    return policies.moderating_refusal(viewer)


def _form(whom: Whom, kind: str, viewer: Viewer, request: HttpRequest | None = None) -> LimitForm:
    data = request.POST if request is not None and request.method == "POST" else None
    return LimitForm(
        data,
        kind=kind,
        reaches=read.reaches_of(whom) if isinstance(whom, Guest) else (),
        boards=_boards_of(viewer) if kind == SanctionKind.BOARD else (),
    )


def _boards_of(viewer: Viewer) -> list[tuple[int, str]]:
    return [one for one in places.numbered(places.BOARD) if viewer.moderates(one[0])]


def _anew(whom: Whom, kind: str, viewer: Viewer, form: LimitForm) -> LimitForm:
    """The form again, with what was typed and how many others it touches now."""
    fresh = _form(whom, kind, viewer)
    fresh.initial.update({n: form.data.get(n, "") for n in fresh.fields if n != "reach"})
    fresh.told = [str(said) for said in form.errors.get("reach", form.non_field_errors())]
    return fresh


def _panel(
    request: HttpRequest,
    viewer: Viewer,
    whom: Whom,
    *,
    limit_form: LimitForm | None = None,
    kind: str = "",
    note_form: NoteForm | None = None,
) -> HttpResponse:
    if limited.is_on(request) and not viewer.is_moderator:
        return render(request, "moderation/closed.html")
    if not viewer.is_moderator:
        return _on_boards(request, viewer, whom, limit_form=limit_form)
    if limited.is_on(request):
        context: dict[str, Any] = {
            "is_member": isinstance(whom, User),
            "counts": count_by_status(whom),
            "sanctions": read.sanctions_of(whom),
            "decisions": read.decisions_about(whom),
        }
        return render(request, "moderation/person_limited.html", context)
    refusal = _refusal(viewer, whom)
    context = {
        "person": whom,
        "is_member": isinstance(whom, User),
        "counts": count_by_status(whom),
        "limits": read.in_force(whom),
        "proposal": read.proposed_ban(whom),
        "sanctions": read.sanctions_of(whom),
        "notes": read.notes_of(whom),
        "note_form": note_form or NoteForm(),
        "decisions": read.decisions_about(whom),
        "refusal": refusal,
        "me": viewer.user,
        "urls": {name: _url(whom, name) for name in ("lift", "note", "clear")},
        "forms": [
            (
                one,
                _TITLES[one],
                _EXPLAINED[one],
                _url(whom, "limit", one),
                limit_form if one == kind and limit_form else _form(whom, one, viewer),
                one == kind,
            )
            for one in _kinds_for(whom, viewer)
        ]
        if refusal is None
        else [],
        "crumbs": crumbs(whom.name),
    }
    failed = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "moderation/person.html", context, status=status)


def _on_boards(
    request: HttpRequest, viewer: Viewer, whom: Whom, *, limit_form: LimitForm | None
) -> HttpResponse:
    """What moderators of boards see of a person: are they kept out of these, and the form."""
    names = dict(_boards_of(viewer))
    context = {
        "person": whom,
        "limits": [(one, names[one.shelf]) for one in read.in_force(whom) if one.shelf in names],
        "explained": _EXPLAINED[SanctionKind.BOARD],
        "title": _TITLES[SanctionKind.BOARD],
        "form": limit_form or _form(whom, SanctionKind.BOARD, viewer),
        "lift_url": _url(whom, "lift"),
        "limit_url": _url(whom, "limit", SanctionKind.BOARD),
        "crumbs": crumbs(whom.name),
    }
    failed = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "moderation/person_on_boards.html", context, status=status)


def _url(whom: Whom, name: str = "", *further: str) -> str:
    if isinstance(whom, User):
        return reverse(f"moderation-{name or 'person'}", args=[whom.handle, *further])
    return reverse(f"moderation-guest-{name}" if name else "moderation-guest",
                   args=[whom.pk, *further])  # fmt: skip


def _to_panel(whom: Whom) -> HttpResponse:
    response = HttpResponseRedirect(_url(whom))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _done(whom: Whom, kind: str) -> str:
    said = {
        SanctionKind.WARNING: _("%(name)s is warned, and reads it before writing again."),
        SanctionKind.REVIEW: _("Everything %(name)s writes waits for a moderator."),
        SanctionKind.BOARD: _("%(name)s cannot write in that board."),
        SanctionKind.SUSPENSION: _("%(name)s is suspended."),
        SanctionKind.BAN: _("A second moderator is asked to confirm the ban of %(name)s."),
    }
    return said[SanctionKind(kind)] % {"name": whom.name}


_TITLES = {
    SanctionKind.WARNING: gettext_lazy("Warn"),
    SanctionKind.REVIEW: gettext_lazy("Look at everything first"),
    SanctionKind.BOARD: gettext_lazy("Keep out of a board"),
    SanctionKind.SUSPENSION: gettext_lazy("Suspend until a date"),
    SanctionKind.BAN: gettext_lazy("Ban"),
}
_EXPLAINED = {
    SanctionKind.WARNING: gettext_lazy(
        "The person reads your words and confirms it before they write again."
    ),
    SanctionKind.REVIEW: gettext_lazy(
        "Until a date, everything the person writes waits for a moderator. They are told so."
    ),
    SanctionKind.BOARD: gettext_lazy(
        "Until a date, the person can read this board and write only elsewhere."
    ),
    SanctionKind.SUSPENSION: gettext_lazy(
        "The person can read everything and write nothing. They see the reason and the date."
    ),
    SanctionKind.BAN: gettext_lazy(
        "Without an end. It counts when a second moderator has confirmed it."
    ),
}
