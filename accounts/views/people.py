"""A person's public page, and their own settings."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import form_tokens, policies, profile, profile_gate
from accounts.forms import ProfileForm
from accounts.models import User
from accounts.models.user import Kind
from accounts.services import device, people
from accounts.viewer import Viewer
from foundation.pagecache import marks


@require_safe
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """/people/HANDLE/: name, about, topics and comments; never the address."""
    viewer = Viewer.of(request)
    if "\0" in handle:
        raise Http404  # PostgreSQL takes no such letter, not even to look for it
    found = get_object_or_404(User.objects.filter(kind=Kind.PERSON, is_active=True), handle=handle)
    context = {
        "person": found,
        "sections": profile.sections_of(found, viewer),
        "links": profile.links_of(found, viewer),
        "is_own": viewer.user is not None and viewer.user.pk == found.pk,
    }
    response = render(request, "accounts/person.html", context)
    if not viewer.is_visitor:
        response["Cache-Control"] = "private, no-store"
    else:
        marks.keep(request)
    return response


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """/accounts/profile/: what a person says about themselves, and how the site speaks to them."""
    viewer = Viewer.of(request)
    user = get_object_or_404(User, pk=request.user.pk)
    waiting = profile_gate.waiting(user)
    if request.method == "GET":
        initial = {"name": waiting.name, "about": waiting.about} if waiting else None
        form, status = ProfileForm(instance=user, initial=initial), HTTPStatus.OK
    else:
        form, status = ProfileForm(request.POST, instance=user), HTTPStatus.UNPROCESSABLE_ENTITY
    refusal = policies.writing_refusal(viewer)
    if request.method == "POST" and refusal:
        status = HTTPStatus.FORBIDDEN
    elif form.is_valid():
        try:
            waits = people.describe(get_object_or_404(User, pk=user.pk), **form.cleaned_data)
        except ValidationError as error:
            form.add_error("name", error)
        else:
            if not waits:
                messages.success(request, _("Your page was changed."))
            return see_other(reverse("profile-settings"))
    context = {"form": form, "refusal": refusal, "is_waiting": waiting is not None}
    return render(request, "accounts/settings.html", context, status=status)


@never_cache
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """What a cached form lacks, fetched by a script when a person begins to write."""
    return JsonResponse(
        {
            "token": get_token(request),
            "form_key": form_tokens.new_key(),
            "stamp": form_tokens.stamp(),
        }
    )


@require_http_methods(["GET", "POST"])
def forget(request: HttpRequest) -> HttpResponse:
    """Forget the guest on this device. What they wrote stays; this device no longer knows them."""
    if request.method == "POST":
        response = see_other("/")
        device.forget(request, response)
    else:
        response = render(request, "accounts/forget.html")
    response["Cache-Control"] = "private, no-store"
    return response


def see_other(url: str) -> HttpResponse:
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)
