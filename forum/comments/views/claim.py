"""A member takes what they wrote as a guest into their account: chosen by hand, never by typing."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Guest, User
from accounts.services import claims, device
from forum.comments import own
from forum.comments.refusal import Refused
from forum.comments.services import authors
from forum.comments.views.guest import for_guest, private, see_other
from foundation.text import whole_number

NAMES = ("member", "written")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def of_address(request: HttpRequest) -> HttpResponse:
    """/accounts/claim/: what was written with a verified address of theirs, or on this device."""
    user = get_object_or_404(User, pk=request.user.pk)
    here = device.guest_of(request)
    typed = claims.guests_of(user)
    sure = {guest.pk for guest in typed if guest.address.confirmed_at is not None}
    if here is not None:
        sure.add(here.pk)
        typed = [*(guest for guest in typed if guest.pk != here.pk), here]
    return _claim(request, user, typed, sure=sure, action=reverse("claim"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@for_guest
def of_guest(request: HttpRequest, guest: Guest, token: str) -> HttpResponse:
    """/guest/TOKEN/claim/: what this guest wrote, for the member who holds their link or device."""
    user = get_object_or_404(User, pk=request.user.pk)
    action = reverse("guest-claim", args=[token])
    return _claim(request, user, [guest], sure={guest.pk}, action=action)


def _claim(
    request: HttpRequest, user: User, guests: list[Guest], *, sure: set[int], action: str
) -> HttpResponse:
    chosen = {whole_number(value) for value in request.POST.getlist("comment")}
    shown = request.POST.get("name", "")
    error = ""
    if request.method == "POST":
        error = _fault(chosen, shown)
        if not error:
            try:
                count = authors.claim(
                    chosen, user=user, guests=guests, keep_name=shown == "written"
                )
            except Refused as refused:
                error = refused.sentence
            else:
                sentence = ngettext(
                    "%(count)d comment belongs to your account now.",
                    "%(count)d comments belong to your account now.",
                    count,
                )
                messages.success(request, sentence % {"count": count})
                return see_other(action)
    before = request.GET.get("before", "")
    rows, has_more = own.page_of(guests, before=whole_number(before) if before else None)
    is_first_look = request.method == "GET"
    context = {
        "rows": [
            (row, row.guest_id in sure if is_first_look else row.id in chosen) for row in rows
        ],
        "name": user.name,
        "shown": shown,
        "error": error,
        "action": action,
        "next_url": f"{action}?before={rows[-1].id}" if has_more else "",
        "first_url": action if before else "",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return private(render(request, "comments/claim.html", context, status=status))


def _fault(chosen: set[int], shown: str) -> str:
    if not chosen:
        return _("Please choose what you wrote.")
    if shown not in NAMES:
        return _("Please choose the name under which it is shown.")
    return ""
