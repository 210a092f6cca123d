"""What a host's page needs to draw its discussion, and the headers its answer carries."""

import logging
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.services import choices, device, kept_text
from accounts.viewer import Viewer
from forum.comments import slow
from forum.comments.forms import CommentForm, comment_form
from forum.comments.models import Comment, Discussion
from forum.comments.models.discussion import is_open_to
from forum.comments.page import DiscussionPage, discussion_page, sort_choice
from forum.comments.render import render_threads
from forum.comments.services.read import note_seen, tell_shown
from foundation.pagecache import marks, versions

logger = logging.getLogger(__name__)


def discussion_context(
    request: HttpRequest, discussion: Discussion, *, form: CommentForm | None = None
) -> dict[str, Any]:
    """
    Context for comments/_discussion.html: `page`, `threads_html` and `composer`. Where the host's
    page is open to more than its discussion, the others get `for_members`, and nothing of it.
    """
    viewer = Viewer.of(request)
    made_of(request, discussion.pk)
    if discussion.is_for_members and not is_open_to(viewer, discussion):
        return {"page": None, "for_members": discussion}
    page = discussion_page(discussion, viewer, request.GET)
    note_reading(request, page)
    keep_sort(request, page)
    return {
        "page": page,
        "threads_html": render_threads(page.threads),
        **_writing_context(request, page, form),
    }


def _writing_context(
    request: HttpRequest, page: DiscussionPage, form: CommentForm | None
) -> dict[str, Any]:
    """
    What the place to write is drawn from. The empty one is the same for all visitors, and most
    often it is drawn already: then its form is never made.
    """
    discussion, viewer = page.discussion, page.viewer
    context = {
        "can_write": not page.refusal,
        "composer": None,
        "slow": slow.notice_for(viewer, discussion),
        "anew": wants_anew(request),
    }
    if page.refusal:
        return context
    # The answer to anything but a GET carries a token, and belongs to one person.
    if form is None and viewer.is_visitor and request.method == "GET" and not context["slow"]:
        made = SimpleLazyObject(lambda: composer(request, discussion))
        return context | {"composer": made, "visitor_key": discussion.pk}
    written = form or composer(request, discussion)
    key = written.shared_key if request.method == "GET" else None
    return context | {"composer": written, "composer_key": key}


def note_reading(request: HttpRequest, page: DiscussionPage) -> None:
    """A member was shown this page; a browser that only fetches it in advance shows nothing."""
    is_shown = request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")
    if page.news is None or not is_shown:
        return
    try:
        note_seen(page.news, page.drawn)
        tell_shown(page.news.user, page.news.discussion, page.drawn)
    except OperationalError:
        # The database is busy with writing. What was shown is new once more; reading goes on.
        logger.warning("What a member has read could not be noted", exc_info=True)


def keep_sort(request: HttpRequest, page: DiscussionPage) -> None:
    """A member chose this order by its tab; an address somebody sent them chooses nothing."""
    user = page.viewer.user
    if user is not None and "keep" in request.GET and page.sort == request.GET.get("sort"):
        choices.keep(user, sort_choice(page.discussion), page.sort)


def composer(
    request: HttpRequest, discussion: Discussion, data: Any = None, *, place: str = ""
) -> CommentForm:
    """
    The form to write with. What was written before signing in is in it again: for a member, and on
    the page of the form alone (`place`), which is made for one person.
    """
    viewer = Viewer.of(request)
    initial = {}
    if data is None and (viewer.is_member or place):
        body = kept_text.at(request, place or place_of(discussion))
        initial = {"body": body} if body else {}
    return comment_form(viewer, discussion, data, anew=wants_anew(request), initial=initial)


def place_of(discussion: Discussion, parent: Comment | None = None) -> str:
    """How a place to write is called in the browser's own store, and in the session."""
    return f"d{discussion.pk}" if parent is None else f"c{parent.pk}"


def wants_anew(request: HttpRequest) -> bool:
    """A known guest is asked for their name again unless they chose to be remembered."""
    return not device.is_remembered(request)


def made_of(request: HttpRequest, discussion_id: int) -> None:
    """The page shows this discussion; kept, it is old when the discussion changes."""
    marks.made_of(request, versions.one_of("discussion", discussion_id))


def close_to_others(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Mark an answer that shows a person, or a waiting comment, as not to be kept."""
    viewer = Viewer.of(request)
    if not viewer.is_visitor or viewer.held_tokens or viewer.voter_key:
        response["Cache-Control"] = "private, no-store"
    if viewer.held_tokens:
        # Its form is refused where the browser hides from us where it comes from.
        response["Referrer-Policy"] = "same-origin"
    return response


def open_to_all(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A page to read, which is the same for all who are signed out and may be kept for them."""
    if Viewer.of(request).is_visitor:
        marks.keep(request)
    return close_to_others(request, response)
