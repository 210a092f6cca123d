"""How a guest wants to hear, below their private page."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Guest
from forum.comments.views.guest import for_guest, see_other
from forum.notifications import following, preferences, recipients
from forum.notifications.forms import FollowForm, GuestPreferencesForm, PauseForm
from forum.notifications.models import Level, Subscription
from forum.notifications.services import prefer, windows
from forum.notifications.services.follow import follow
from forum.notifications.services.suppress import is_suppressed
from foundation.text import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@for_guest
def mail(request: HttpRequest, guest: Guest, token: str) -> HttpResponse:
    """/guest/TOKEN/mail/"""
    _must_be_confirmed(guest)
    chosen = preferences.of(guest)
    form = GuestPreferencesForm(request.POST if request.method == "POST" else None, instance=chosen)
    if request.method == "POST" and form.is_valid():
        prefer.choose(guest, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return _back(token)
    rows, following_page = following.page_of(guest, whole_number(request.GET.get("before", "")))
    context = {
        "token": token,
        "form": form,
        "mail_is_on": preferences.mail_is_on(),
        "is_stopped": is_suppressed(preferences.confirmed_address(guest)),
        "paused_until": chosen.paused_until if preferences.is_paused(chosen) else None,
        "weeks": preferences.WEEKS,
        "rows": rows,
        "levels": Level.choices,
        "first_url": request.path if request.GET.get("before") else "",
        "next_url": f"?before={following_page}" if following_page else "",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "notifications/guest_mail.html", context, status=status)


@require_POST
@for_guest
def level(request: HttpRequest, guest: Guest, token: str, pk: int) -> HttpResponse:
    """/guest/TOKEN/mail/ID/: how much to hear of something that is followed."""
    _must_be_confirmed(guest)
    row = get_object_or_404(Subscription.objects.select_related("channel"), pk=pk, guest=guest)
    form = FollowForm(request.POST)
    if not form.is_valid():
        raise Http404(_("There is no such level."))
    follow(guest, row.channel, Level(form.cleaned_data["level"]))
    return _back(token)


@require_POST
@for_guest
def pause(request: HttpRequest, guest: Guest, token: str) -> HttpResponse:
    """/guest/TOKEN/mail/pause/: no mail for some weeks."""
    _must_be_confirmed(guest)
    form = PauseForm(request.POST)
    if form.is_valid():
        prefer.pause(guest, weeks=form.cleaned_data["weeks"])
    else:
        messages.error(request, _("Please choose how many weeks the pause is to last."))
    return _back(token)


@require_POST
@for_guest
def resume(request: HttpRequest, guest: Guest, token: str) -> HttpResponse:
    """/guest/TOKEN/mail/resume/: back before the pause ends."""
    _must_be_confirmed(guest)
    windows.end_pause(preferences.of(guest))
    return _back(token)


def _must_be_confirmed(guest: Guest) -> None:
    """Nothing is sent to the others, so there is nothing to choose; their page says how to."""
    if not recipients.is_here(guest):
        raise Http404(_("There is no such page."))


def _back(token: str) -> HttpResponse:
    return see_other(reverse("guest-mail", args=[token]))
