"""The desk where an administrator sets the site."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.branding.forms import SettingsForm, SitePageForm
from foundation.branding.models.site_page import Slug
from foundation.branding.policies import changing_refusal, may_change_site
from foundation.branding.services.pages import edit_page, history_of, page
from foundation.branding.services.save_settings import save_settings

HISTORY = 50
View = Callable[..., HttpResponseBase]


def administrators_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, **parts: str) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may_change_site(request.user):
            raise PermissionDenied(_("Only administrators can change the site's settings."))
        if request.method == "POST" and (refusal := changing_refusal(request.user)):
            raise PermissionDenied(refusal)
        return view(request, **parts)

    return never_cache(guarded)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def site_settings(request: HttpRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        save_settings(form.cleaned_data, by_id=request.user.pk)
        messages.success(request, _("The settings are saved."))
        return HttpResponseRedirect(reverse("site-settings"), status=303)
    return render(
        request,
        "branding/settings.html",
        {"form": form, "pages": Slug.choices},
        status=422 if request.method == "POST" else 200,
    )


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_site_page(request: HttpRequest, slug: str) -> HttpResponse:
    if slug not in Slug.values:
        raise Http404
    shown = page(slug)
    history = list(history_of(slug)[:HISTORY])
    earlier = next((one for one in history if str(one.pk) == request.GET.get("version")), None)
    initial = {"title": earlier.title, "body_source": earlier.body} if earlier else None
    form = SitePageForm(request.POST or None, instance=shown, initial=initial)
    if request.method == "POST" and form.is_valid():
        edit_page(shown, **form.cleaned_data, by_id=request.user.pk)
        messages.success(request, _("The page is saved."))
        return HttpResponseRedirect(shown.get_absolute_url(), status=303)
    return render(
        request,
        "branding/edit_page.html",
        {"form": form, "page": shown, "history": history, "here": request.path},
        status=422 if request.method == "POST" else 200,
    )
