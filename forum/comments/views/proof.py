"""Behind the link of a proof mail: what was written with the address, and whether it was them."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.services import device, guest_links, proofs
from accounts.services import identities as identity_rows
from forum.comments import own
from forum.comments.own import Candidate
from forum.comments.refusal import Refused
from forum.comments.services import identities
from forum.comments.views.guest import HERE, page_url, private, see_other
from foundation.text import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, token: str) -> HttpResponse:
    """
    /guest/proof/TOKEN/: shows what was written with the address. Programs that look through mail
    open links, so opening it changes nothing; the button does.
    """
    found = proofs.find(token)
    if found is None:
        return _over(request)
    here = device.guest_of(request)
    listed = own.candidates(identity_rows.who_typed(found.email_hash), here=here)
    chosen = _chosen(request, listed)
    error = ""
    if request.method == "POST":
        ids = {pk for one in listed if one.key in chosen for pk in one.ids}
        try:
            guest = identities.confirm(token, ids)
        except ValidationError as wrong:
            error = wrong.messages[0]
        except Refused:
            return _over(request)
        else:
            messages.success(request, _("Thank you. Your address is confirmed."))
            is_theirs = here is not None and here.pk in ids | {guest.pk}
            answer = see_other(page_url(HERE if is_theirs else guest_links.token_of(guest)))
            if request.POST.get("remember") and not is_theirs:
                device.link(answer, guest)
            return answer
    context = {
        "token": token,
        "candidates": [(one, one.key in chosen) for one in listed],
        "is_one": len(listed) == 1,
        "is_here": here is not None and any(one.is_here for one in listed),
        "error": error,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return private(render(request, "comments/proof.html", context, status=status))


@require_POST
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """/guest/proof/TOKEN/refuse/: it was somebody else."""
    if not proofs.refuse(token):
        return _over(request)
    return see_other(reverse("guest-proof-refused"))


@require_safe
def refused(request: HttpRequest) -> HttpResponse:
    return private(render(request, "comments/proof_refused.html"))


def _chosen(request: HttpRequest, listed: list[Candidate]) -> set[int]:
    """What is ticked: on the page as it opens, only what leaves no doubt."""
    if request.method == "POST":
        return {whole_number(value) for value in request.POST.getlist("who")}
    if len(listed) == 1:
        return {listed[0].key}
    return {one.key for one in listed if one.is_here}


def _over(request: HttpRequest) -> HttpResponse:
    return private(render(request, "comments/proof_over.html", status=HTTPStatus.GONE))
