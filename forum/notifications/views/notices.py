from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.viewer import Viewer
from forum.notifications import queries
from forum.notifications.services.read import mark_all_read

LONGEST_NUMBER = 18


@require_GET
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """/notifications/: what happened to a member and to what they wrote."""
    viewer = Viewer.of(request)
    assert viewer.user is not None  # login_required has seen to it  # noqa: S101
    page, has_more = queries.page_for(viewer.user, before=_number(request.GET.get("before", "")))
    context = {
        "rows": queries.rows_of(page, viewer),
        "last": page[0].pk if page else "",
        "has_new": any(notice.read_at is None for notice in page),
        "first_url": request.path if request.GET.get("before") else "",
        "next_url": f"?before={page[-1].pk}" if has_more else "",
    }
    response = render(request, "notifications/notices.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@login_required
def read(request: HttpRequest) -> HttpResponse:
    viewer = Viewer.of(request)
    assert viewer.user is not None  # noqa: S101
    mark_all_read(viewer.user, up_to=_number(request.POST.get("last", "")))
    response = HttpResponseRedirect(reverse("notifications"))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _number(text: str) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
        return int(text)
    raise Http404(_("There is no such page."))
