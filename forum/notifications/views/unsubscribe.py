"""/unsubscribe/TOKEN/: out of mail without signing in. Looking changes nothing, for scanners of
mail open every link; a POST acts, with or without a page before it (RFC 8058)."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import Viewer
from forum.comments.models import Discussion
from forum.comments.views.comment import see_other
from forum.notifications import preferences, recipients
from forum.notifications.models import Channel
from forum.notifications.services import prefer
from forum.notifications.services.compose import speaking_to
from forum.notifications.unsubscribe import ALL, Stop, read, token_of


# The token is the right to act; a mail program brings no cookie and no other token.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    stop = _stop(token)
    if request.method == "POST":
        prefer.stop(stop)
        if request.POST.get("List-Unsubscribe") != "One-Click":
            return _closed(see_other(f"{request.path}?done=1"))
        # A mail program reads no page and follows nothing.
        return _closed(HttpResponse("OK\n", content_type="text/plain; charset=utf-8"))
    return _page(request, stop, token)


@csrf_exempt
@require_POST
def unsubscribe_all(request: HttpRequest, token: str) -> HttpResponse:
    """/unsubscribe/TOKEN/all/: from what is on the page of one mail, out of all of them."""
    stop = _stop(token)
    prefer.stop(Stop(stop.person, ALL))
    path = reverse("unsubscribe", args=[token_of(stop.person, ALL)])
    return _closed(see_other(f"{path}?done=1"))


def _stop(token: str) -> Stop:
    stop = read(token)
    if stop is None or not recipients.is_here(stop.person):
        raise Http404(_("This link is not complete. Please copy all of it from the mail."))
    return stop


def _page(request: HttpRequest, stop: Stop, token: str) -> HttpResponse:
    with speaking_to(stop.person):
        context = {
            "what": _what(stop),
            "is_all": stop.target == ALL,
            "is_done": "done" in request.GET,
            "token": token,
            "is_member": Viewer.of(request).is_member,
            "mail_is_on": preferences.mail_is_on(),
        }
        return _closed(
            render(request, "notifications/unsubscribe.html", context, status=HTTPStatus.OK)
        )


def _what(stop: Stop) -> str:
    """What it stops, in words; a title only where the person may still see it."""
    viewer = recipients.viewer_of(stop.person)
    title = ""
    if stop.discussion_id is not None:
        found = Discussion.objects.visible_to(viewer).filter(pk=stop.discussion_id).first()
        title = found.title if found is not None else ""
    elif stop.channel_id is not None:
        channel = Channel.objects.filter(pk=stop.channel_id, audience=None).first()
        title = channel.title if channel is not None else ""
    elif stop.target == ALL:
        return _("all mail about what is new")
    else:
        return _("the summaries")
    return _("mail about “%(title)s”") % {"title": title} if title else _("mail of this kind")


def _closed(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
