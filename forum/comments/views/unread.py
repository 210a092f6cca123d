"""What a member has not read: the list, the way to the next, and "mark as read"."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.viewer import Viewer
from forum.comments import location
from forum.comments.models import Comment, Discussion
from forum.comments.news import news_of, unread_page
from forum.comments.services import read as read_verb
from forum.comments.views.comment import see_other
from foundation.text import whole_number

# A page shows no more than this many comments.
MOST_SETTLED = 200


@require_safe
@login_required
def unread(request: HttpRequest) -> HttpResponse:
    """/unread/: what was written since in what the member follows; with `show=all`, in all that
    they have opened."""
    viewer = Viewer.of(request)
    assert viewer.user is not None  # login_required has seen to it  # noqa: S101
    start = None
    if asked := request.GET.get("from", ""):
        start = _visible(request, whole_number(asked))
    is_all = request.GET.get("show") == "all"
    rows, following = unread_page(viewer, viewer.user, start, only_followed=not is_all)
    base = f"{request.path}?show=all" if is_all else request.path
    context = {
        "rows": rows,
        "is_all": is_all,
        "tabs": [
            (_("What I follow"), request.path, not is_all),
            (_("All I have opened"), f"{request.path}?show=all", is_all),
        ],
        "first_url": base if start is not None else "",
        "next_url": f"{base}{'&' if is_all else '?'}from={following}" if following else "",
    }
    return _private(render(request, "comments/unread.html", context))


@require_safe
def next_new(request: HttpRequest, pk: int) -> HttpResponse:
    """/d/ID/next-new/: to what no page has shown yet; when all was shown, to the discussion."""
    viewer = Viewer.of(request)
    discussion = _visible(request, pk)
    url = f"{discussion.url}#comments"
    arrival = news_of(viewer.user, discussion).next if viewer.user is not None else None
    if arrival is not None:
        comment = Comment.objects.select_related("discussion", "root__discussion").get(
            pk=arrival.comment_id
        )
        url = location.url_of(comment, viewer=viewer)
    return _private(see_other(url))


@require_POST
@login_required
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """
    /d/ID/read/: with `to`, everything that had arrived when the page was drawn; with `numbers`,
    what was in sight when its end was reached, which a script sends.
    """
    viewer = Viewer.of(request)
    assert viewer.user is not None  # noqa: S101
    discussion = _visible(request, pk)
    if "numbers" in request.POST:
        numbers = request.POST["numbers"].split(",")[:MOST_SETTLED]
        read_verb.settle(viewer.user, discussion, {whole_number(number) for number in numbers})
        return _private(HttpResponse(status=HTTPStatus.NO_CONTENT))
    to = whole_number(request.POST.get("to", "")) or discussion.last_number
    read_verb.mark_read(viewer.user, discussion, to)
    is_listed = request.POST.get("back") == "unread"
    return _private(see_other("/unread/" if is_listed else f"{discussion.url}#comments"))


def _visible(request: HttpRequest, pk: int) -> Discussion:
    found = Discussion.objects.visible_to(Viewer.of(request)).select_related("audience")
    return get_object_or_404(found, pk=pk)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
