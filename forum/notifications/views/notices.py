from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.viewer import Viewer
from forum.comments.views.comment import see_other
from forum.notifications import queries
from forum.notifications.services.read import mark_all_read, mark_read
from forum.notifications.views.follow import member, page, private

LONGEST_NUMBER = 18


@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """/notifications/: what happened to a member, to what they wrote and to what they follow."""
    user = member(request)
    found, has_more = queries.page_for(user, before=_number(request.GET.get("before", "")))
    rows = queries.rows_of(found, Viewer.for_user(user))
    context = {
        "groups": queries.groups_of(rows),
        "last": found[0].pk if found else "",
        "has_new": any(notice.read_at is None for notice in found),
        "first_url": request.path if request.GET.get("before") else "",
        "next_url": f"?before={found[-1].pk}" if has_more else "",
    }
    return page(request, "notifications/notices.html", context)


@require_POST
@login_required
def read(request: HttpRequest) -> HttpResponse:
    """/notifications/read/: all that was on the page or before, or with `ids` some of them."""
    user = member(request)
    if ids := request.POST.get("ids", ""):
        numbers = [_number(one) for one in ids.split(",")[: queries.PAGE]]
        mark_read(user, [number for number in numbers if number is not None])
    else:
        mark_all_read(user, up_to=_number(request.POST.get("last", "")))
    return private(see_other(reverse("notifications")))


def _number(text: str) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
        return int(text)
    raise Http404(_("There is no such page."))
