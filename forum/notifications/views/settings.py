"""How a member wants to hear, and a pause from it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forum.comments.views.comment import see_other
from forum.notifications import preferences
from forum.notifications.forms import PauseForm, PreferencesForm
from forum.notifications.services import prefer, windows
from forum.notifications.services.suppress import is_suppressed
from forum.notifications.views.follow import member, page, private


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """/notifications/settings/"""
    user = member(request)
    form = PreferencesForm(request.POST or None, instance=preferences.of(user))
    if request.method == "POST" and form.is_valid():
        prefer.choose(user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return private(see_other(reverse("notifications-settings")))
    chosen = form.instance
    address = preferences.confirmed_address(user)
    context = {
        "form": form,
        "mail_is_on": preferences.mail_is_on(),
        "has_address": bool(address),
        "is_stopped": bool(address) and is_suppressed(address),
        "paused_until": chosen.paused_until if preferences.is_paused(chosen) else None,
        "weeks": preferences.WEEKS,
    }
    return page(request, "notifications/settings.html", context, is_wrong=form.is_bound)


@require_POST
@login_required
def pause(request: HttpRequest) -> HttpResponse:
    """/notifications/pause/: no mail for some weeks."""
    form = PauseForm(request.POST)
    if form.is_valid():
        prefer.pause(member(request), weeks=form.cleaned_data["weeks"])
    else:
        messages.error(request, _("Please choose how many weeks the pause is to last."))
    return private(see_other(reverse("notifications-settings")))


@require_POST
@login_required
def resume(request: HttpRequest) -> HttpResponse:
    """/notifications/resume/: back before the pause ends, with the summary of it."""
    windows.end_pause(preferences.of(member(request)))
    return private(see_other(reverse("notifications-settings")))
