"""The forum's front page, its boards and its lists."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.viewer import Viewer
from forum.comments.models import Discussion
from forum.comments.news import unread_counts
from forum.comments.views.context import open_to_all
from forum.notifications import control
from forum.topics import policies, queries
from forum.topics.models import Board, BoardAddress
from forum.topics.queries import TopicPage
from forum.topics.rows import rows_of
from foundation.text import whole_number


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """/forum/: the boards, and what is new on all of them."""
    viewer = Viewer.of(request)
    latest = queries.latest(viewer, limit=10).topics
    waiting = queries.unanswered(viewer, limit=5).topics
    unread = unread_counts(viewer.user, [topic.discussion for topic in (*latest, *waiting)])
    context = {
        "nav": "forum",
        "boards": Board.objects.visible_to(viewer).select_related("audience"),
        "rows": rows_of(latest, unread=unread),
        "open_rows": rows_of(waiting, unread=unread),
        "may_keep_boards": policies.may_keep_boards(viewer),
    }
    return open_to_all(request, render(request, "topics/index.html", context))


@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    viewer = Viewer.of(request)
    found = Board.objects.visible_to(viewer).select_related("audience").filter(slug=slug).first()
    if found is None:
        return _moved_board(request, viewer, slug)
    page = queries.on_board(found, viewer, _start(request, viewer))
    context = {
        "nav": "forum",
        "board": found,
        **_page(request, page, with_board=False),
        "ask_url": f"/forum/ask/?board={found.slug}",
        "follow": control.of_owner(viewer, "board", found.pk, found.channel_id),
    }
    return open_to_all(request, render(request, "topics/board.html", context))


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    viewer = Viewer.of(request)
    return _list(request, "latest", queries.latest(viewer, _start(request, viewer)))


@require_safe
def unanswered(request: HttpRequest) -> HttpResponse:
    viewer = Viewer.of(request)
    return _list(request, "unanswered", queries.unanswered(viewer, _start(request, viewer)))


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    viewer = Viewer.of(request)
    if viewer.user is None:
        return redirect("/accounts/login/?next=/forum/mine/")
    return _list(request, "mine", queries.mine(viewer.user, _start(request, viewer)))


def _list(request: HttpRequest, name: str, page: TopicPage) -> HttpResponse:
    tabs = [
        (str(label), f"/forum/{key}/", key == name)
        for key, label in queries.LISTS.items()
        if key != "mine" or Viewer.of(request).is_member
    ]
    context = {
        "nav": "forum",
        "name": name,
        "title": queries.LISTS[name],
        "tabs": tabs,
        **_page(request, page),
    }
    return open_to_all(request, render(request, "topics/list.html", context))


def _page(request: HttpRequest, page: TopicPage, *, with_board: bool = True) -> dict[str, Any]:
    user = Viewer.of(request).user
    unread = unread_counts(user, [topic.discussion for topic in page.topics])
    return {
        "rows": rows_of(page.topics, with_board=with_board, unread=unread),
        "first_url": request.path if request.GET.get("from") else "",
        "next_url": f"{request.path}?from={page.next}" if page.next else "",
    }


def _start(request: HttpRequest, viewer: Viewer) -> Discussion | None:
    """The discussion a page begins with. Its place is looked up; the address holds its id only."""
    asked = request.GET.get("from", "")
    if not asked:
        return None
    own = Discussion.objects.visible_to(viewer)
    found = own.filter(pk=whole_number(asked)).first()
    if found is None:
        raise Http404(_("There is no such page."))
    return found


def _moved_board(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    address = get_object_or_404(
        BoardAddress.objects.select_related("board").filter(
            board__in=Board.objects.visible_to(viewer)
        ),
        slug=slug,
    )
    return HttpResponsePermanentRedirect(address.board.get_absolute_url())
