"""The private pages of a guest: of one comment by its ticket, of all they wrote by their link."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import guest_page
from accounts.forms import GuestLinkForm
from accounts.models import ErasureChoice, Guest
from accounts.services import device, guest_links, guests, proofs
from accounts.tasks import send_guest_link
from accounts.viewer import Viewer
from forum.comments import history, location, own, slots, tree
from forum.comments.models import Comment, Status
from forum.comments.page import TOLD_TO_GUESTS, rows_of
from forum.comments.render import render_comment
from forum.comments.services import identities
from forum.comments.services.post import ticket_hash
from forum.comments.views import comment as comment_views
from foundation.limits import buckets, network
from foundation.text import whole_number

View = Callable[..., HttpResponse]

# Stands in an address for the guest this device knows, so that no secret stays in its history.
HERE: Final = "me"
LINKS_OF_A_NETWORK: Final = (20, 3600)


def for_guest(view: View) -> View:
    """
    A page below /guest/TOKEN/: `view(request, guest, token, …)` for the guest whose token it is,
    and an answer that nobody keeps or passes on.
    """

    @wraps(view)
    def answer(request: HttpRequest, token: str, **parts: Any) -> HttpResponse:
        guest = device.guest_of(request) if token == HERE else guest_links.guest_of(token)
        if guest is None:
            raise Http404(_("There is no such page."))
        return private(view(request, guest, token, **parts))

    return answer


def private(response: HttpResponse) -> HttpResponse:
    """
    Nobody keeps it, and no other site learns its address. Browsers hide where a form comes from on
    a page without any referrer, and such a form would be refused: our own site is told.
    """
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


def page_url(token: str) -> str:
    return reverse("guest", args=[token])


def see_other(url: str) -> HttpResponse:
    return private(HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER))


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """/guest/TOKEN/: of one comment, if the token is a ticket; else of all that a guest wrote."""
    if token == HERE and device.guest_of(request) is None:
        return see_other(reverse("guest-link"))
    if token != HERE and (comment := _by_ticket(token)) is not None:
        response = private(_comment(request, comment, token))
        response["Referrer-Policy"] = "no-referrer"  # it holds no form
        return response
    return _everything(request, token)


@for_guest
def _everything(request: HttpRequest, guest: Guest, token: str) -> HttpResponse:
    before = request.GET.get("before", "")
    rows, has_more = own.page_of([guest], before=whole_number(before) if before else None)
    address = getattr(guest, "address", None)
    context = {
        "guest": guest,
        "token": token,
        "is_here": token == HERE,
        "is_confirmed": address is not None and address.confirmed_at is not None,
        "asks_for_proof": proofs.is_wanted(guest) and not guests.is_proved(guest),
        "rows": rows,
        "next_url": f"{page_url(token)}?before={rows[-1].id}" if has_more else "",
        "first_url": page_url(token) if before else "",
        "sections": guest_page.sections_of(guest),
    }
    return render(request, "comments/guest_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guest
def edit(request: HttpRequest, guest: Guest, token: str, pk: int) -> HttpResponse:
    Viewer.stand_in(request, guest)
    return comment_views.edit(request, pk, back=page_url(token))


@require_http_methods(["GET", "HEAD", "POST"])
@for_guest
def delete(request: HttpRequest, guest: Guest, token: str, pk: int) -> HttpResponse:
    Viewer.stand_in(request, guest)
    return comment_views.delete(request, pk, back=page_url(token))


@require_safe
@for_guest
def export(request: HttpRequest, guest: Guest, token: str) -> HttpResponse:
    """All of it as one file."""
    answer = JsonResponse(own.everything(guest), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="what-i-wrote.json"'
    return answer


@require_safe
@for_guest
def show_link(request: HttpRequest, guest: Guest, token: str) -> HttpResponse:
    """The link itself, for who wants to write it down. It stands on no page by itself."""
    context = {"token": token, "link": guest_links.url_of(guest)}
    return render(request, "comments/guest_link_shown.html", context)


@require_POST
@for_guest
def revoke(request: HttpRequest, guest: Guest, token: str) -> HttpResponse:
    """Another link; the old one and all other devices no longer work."""
    here = device.guest_of(request)
    keep = here.device if here is not None and here.pk == guest.pk else None
    guest_links.revoke(guest, keep=keep)
    messages.success(
        request, _("The old link no longer works, and other devices no longer know you.")
    )
    return see_other(page_url(HERE if keep is not None else guest_links.token_of(guest)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_guest
def erase(request: HttpRequest, guest: Guest, token: str) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            identities.erase(guest, choice=request.POST.get("comments", ""))
        except ValidationError as wrong:
            error = wrong.messages[0]
        else:
            messages.success(request, _("You are erased. Thank you for what you wrote here."))
            answer = see_other("/")
            if token == HERE:
                device.forget(request, answer)
            return answer
    context = {"token": token, "error": error, "choices": ErasureChoice.choices}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "comments/guest_erase.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """/guest/link/: the link again, by mail. Everybody reads the same answer."""
    form = GuestLinkForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "is_sent": False}
    status = HTTPStatus.OK
    if request.method == "POST":
        origin = network.of(request).address_hash
        capacity, seconds = LINKS_OF_A_NETWORK
        taken = buckets.take(
            "accounts.guest-link.network", origin, capacity=capacity, per_seconds=seconds
        )
        if not form.is_valid():
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        elif not taken.ok:
            form.add_error(None, _("Please wait an hour before you ask again."))
            status = HTTPStatus.TOO_MANY_REQUESTS
        else:
            # Whether there is such a guest, the worker looks, after this answer.
            send_guest_link.enqueue(guests.hash_email(form.cleaned_data["email"]))
            return see_other(reverse("guest-link-sent"))
    return private(render(request, "comments/guest_link.html", context, status=status))


@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    return private(render(request, "comments/guest_link.html", {"is_sent": True}))


def _by_ticket(token: str) -> Comment | None:
    return (
        tree.rows()
        .select_related("discussion__audience", "root", "root__discussion")
        .filter(ticket__token_hash=ticket_hash(token))
        .first()
    )


def _comment(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Shows one comment, and changes nothing."""
    here = device.guest_of(request)
    context = {
        "comment": comment,
        "title": comment.discussion.title if comment.discussion.is_seen_by_all else "",
        "drawn": _drawn(comment, token),
        "is_published": comment.status == Status.PUBLISHED,
        "is_deleted": comment.status == Status.DELETED,
        "place": _place(comment, token),
        "is_here": here is not None and here.pk == comment.guest_id,
        "objection": slots.objections([comment]).get(comment.pk, ""),
        "moved": own.moves_of([comment]).get(comment.pk, ""),
    }
    return render(request, "comments/guest.html", context)


def _drawn(comment: Comment, token: str) -> str:
    viewer = Viewer(held_tokens=(token,))
    row = rows_of([comment], viewer, comment.discussion, actions=False)[0]
    row.level = 1
    if comment.status == Status.PUBLISHED:
        row.change = history.change_of(comment)
        row.reason = slots.reasons([comment]).get(comment.pk, slots.NO_REASON).sentence
    row.private_url = ""
    return render_comment(row)


def _place(comment: Comment, token: str) -> str:
    """Where it stands today; nowhere while its discussion is out of sight."""
    if not comment.discussion.is_seen_by_all:
        return ""
    held = token if comment.status in TOLD_TO_GUESTS else ""
    return location.url_of(comment, held=held) if held or comment.shown else ""
