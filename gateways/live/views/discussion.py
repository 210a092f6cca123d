"""A discussion that somebody has open: how much is new, and the way to it."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from accounts.viewer import Viewer
from forum.comments import location
from forum.comments.models import Comment, Discussion
from foundation.text import whole_number
from gateways.live import door, queries


@require_safe
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """/live/ID/?since=N: what came after N. Where nothing has changed, in no bytes at all."""
    if door.is_foreign(request):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    if wait := door.seconds_to_wait(request):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": wait})
    viewer = Viewer.of(request)
    discussion = queries.seen_discussion(pk, viewer)
    if discussion is None:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    found = queries.told(discussion, viewer, whole_number(request.GET.get("since", "")))
    answer = JsonResponse(found.as_json())
    # Made of what is told and of nothing else: a comment that waits must not show here either.
    etag = f'W/"{found.tag}"'
    answer.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=answer) or answer


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """/live/ID/show/?since=N: leads to the first of the new ones, on whatever page it stands."""
    viewer = Viewer.of(request)
    discussion = get_object_or_404(Discussion.objects.visible_to(viewer), pk=pk)
    first = _first(discussion, viewer, whole_number(request.GET.get("since", "")))
    url = f"{discussion.url}#comments"
    if first is not None:
        url = location.url_of(first, sort=request.GET.get("sort", ""))
    return HttpResponseRedirect(url, headers={"Cache-Control": "no-cache"})


def _first(discussion: Discussion, viewer: Viewer, since: int) -> Comment | None:
    found = queries.arrivals(discussion.pk, discussion.last_number, since)
    user_id = viewer.user.pk if viewer.user else None
    guest_id = viewer.guest.pk if viewer.guest else None
    others = queries.of_others(found, since, user_id=user_id, guest_id=guest_id)
    if not others:
        return None
    comments = Comment.objects.visible_to(viewer).select_related("discussion", "root__discussion")
    return comments.filter(pk=others[0].comment_id).first()


@require_safe
def no_stream(_request: HttpRequest, pk: int) -> HttpResponse:
    """
    Streams are served by `config.asgi`. A server that answers requests one by one says that there
    is none; the page then asks from time to time.
    """
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Cache-Control": "no-store"})
