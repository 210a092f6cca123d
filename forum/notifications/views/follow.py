"""Following a thing, and the list of all that one follows."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.views.comment import see_other
from forum.notifications import following, hosts, preferences, recipients
from forum.notifications.forms import FollowForm
from forum.notifications.hosts import Host
from forum.notifications.models import Level, Subscription
from forum.notifications.recipients import Person
from forum.notifications.services.follow import follow as follow_verb
from forum.notifications.services.follow import key_of
from foundation.text import whole_number

DEFAULT: Final = Level.REPLIES


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """/follow/KIND/ID/: choose a level; a stranger reads here how to follow."""
    viewer = Viewer.of(request)
    host = hosts.find(viewer, kind, pk)
    if host is None:
        raise Http404(_("There is no such page."))
    person = _person(viewer)
    form = FollowForm(
        request.POST if request.method == "POST" and person else None,
        initial={"level": _level(person, host)},
    )
    if person is not None and form.is_valid():
        follow_verb(person, host.make(), Level(form.cleaned_data["level"]))
        back = request.POST.get("back") == "page"
        return private(see_other(host.url if back else request.path))
    context = {
        "host": host,
        "kind": hosts.kind_of(kind),
        "form": form,
        "person": person,
        "mail_is_on": preferences.mail_is_on(),
        "choices": _choices(kind, form),
    }
    return page(request, "notifications/follow.html", context, is_wrong=form.is_bound)


@require_safe
@login_required
def follow_list(request: HttpRequest) -> HttpResponse:
    """/following/: all that a member follows, and how much they hear of it."""
    user = member(request)
    rows, following_page = following.page_of(user, whole_number(request.GET.get("before", "")))
    context = {
        "rows": rows,
        "levels": Level.choices,
        "mail_is_on": preferences.mail_is_on(),
        "first_url": request.path if request.GET.get("before") else "",
        "next_url": f"?before={following_page}" if following_page else "",
    }
    return page(request, "notifications/following.html", context)


@require_POST
@login_required
def follow_change(request: HttpRequest, pk: int) -> HttpResponse:
    """/following/ID/: another level for something that is followed."""
    user = member(request)
    row = get_object_or_404(Subscription.objects.select_related("channel"), pk=pk, user=user)
    form = FollowForm(request.POST)
    if not form.is_valid():
        raise Http404(_("There is no such level."))
    follow_verb(user, row.channel, Level(form.cleaned_data["level"]))
    return private(see_other(reverse("following")))


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    help: str
    is_chosen: bool


def _choices(kind: str, form: FollowForm) -> list[Choice]:
    chosen = form["level"].value()
    helps = {
        Level.ALL: str(hosts.kind_of(kind).everything),
        Level.REPLIES: _("Only when somebody answers you"),
        Level.OFF: _("Nothing from here"),
    }
    return [
        Choice(level.value, str(level.label), helps[level], chosen == level.value)
        for level in Level
    ]


def _person(viewer: Viewer) -> Person | None:
    """Who may follow: a member, or a guest whose address is confirmed."""
    if viewer.user is not None:
        return viewer.user
    guest = viewer.guest
    return guest if guest is not None and recipients.is_here(guest) else None


def _level(person: Person | None, host: Host) -> str:
    if person is None or host.channel_id is None:
        return DEFAULT
    row = Subscription.objects.filter(**key_of(person), channel=host.channel_id).first()
    return row.level if row is not None else DEFAULT


# --- What the pages of this app share ------------------------------------------------------


def member(request: HttpRequest) -> User:
    user = Viewer.of(request).user
    assert user is not None  # login_required has seen to it  # noqa: S101
    return user


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, is_wrong: bool = False
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return private(render(request, template, context, status=status))


def private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
