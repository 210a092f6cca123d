"""One topic: read it, put it in order."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments import tree
from forum.comments.page import rows_of
from forum.comments.refusal import Refused
from forum.comments.render import render_comment
from forum.comments.views.comment import see_other
from forum.comments.views.context import (
    close_to_others,
    discussion_context,
    made_of,
    open_to_all,
)
from forum.moderation.models import UNDO_WITHIN
from forum.moderation.policies import moderating_refusal
from forum.notifications import control
from forum.topics import policies, queries
from forum.topics.forms import TopicLockForm, TopicMoveForm
from forum.topics.models import Topic
from forum.topics.services import order
from forum.topics.slots import came_from, notes_for
from foundation.branding.large import render_around
from foundation.text import excerpt, whole_number


def seen_or_404(request: HttpRequest, pk: int) -> Topic:
    found = queries.seen(pk, Viewer.of(request))
    if found is None:
        raise Http404
    return found


@require_safe
def topic(request: HttpRequest, address: str) -> HttpResponse:
    """/t/ID-SLUG/. Found by the number; any other slug leads to today's."""
    number = whole_number(address.partition("-")[0])
    found = queries.seen(number, Viewer.of(request))
    if found is None or found.discussion.continued_at_id is not None:
        return _elsewhere(number) or _for_members(request, number)
    if address != f"{found.pk}-{found.slug}":
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(
            found.get_absolute_url() + (f"?{query}" if query else "")
        )
    viewer = Viewer.of(request)
    discussion = found.discussion
    opening = tree.opening_of(discussion, viewer)
    context: dict[str, Any] = {
        "nav": "forum",
        "topic": found,
        "discussion": discussion,
        "tags": queries.tags_of(found),
        "notes": [*came_from(discussion, viewer), *notes_for(found, viewer)],
        "may_order": policies.may_order(viewer, found),
        "follow": control.of_discussion(viewer, discussion),
        **discussion_context(request, discussion),
    }
    if opening is not None:
        row = rows_of([opening], viewer, discussion)[0]
        context["opening"] = render_comment(row)
        context["excerpt"] = excerpt(opening.plain) if opening.is_published else ""
    response = render_around(request, "topics/topic.html", context, "threads_html")
    return open_to_all(request, response)


def _elsewhere(pk: int) -> HttpResponse | None:
    """The topic goes on in another discussion: its address leads there, for good once that cannot
    be taken back any more."""
    emptied = queries.went_on(pk)
    if emptied is None:
        return None
    age = timezone.now() - (emptied.status_at or timezone.now())
    kind = HttpResponsePermanentRedirect if age > UNDO_WITHIN else HttpResponseRedirect
    response = kind(f"/c/{emptied.continued_at_id}/")
    response["Cache-Control"] = "no-cache"
    return response


def _for_members(request: HttpRequest, pk: int) -> HttpResponse:
    """What others see of a topic that became one for members: its title and first words."""
    begun = queries.begun_of(pk)
    if begun is None:
        raise Http404
    found, words = begun
    made_of(request, found.discussion_id)
    context = {"nav": "forum", "topic": found, "discussion": found.discussion, "words": words}
    return open_to_all(request, render(request, "topics/for_members.html", context))


def _to_order(request: HttpRequest, pk: int) -> tuple[Topic, User]:
    """The topic and the moderator who puts it in order."""
    found = seen_or_404(request, pk)
    viewer = Viewer.of(request)
    if refusal := moderating_refusal(viewer, found.discussion):
        raise Refused(refusal)
    if viewer.user is None or not policies.may_order(viewer, found):
        raise PermissionDenied
    return found, viewer.user


@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _to_order(request, pk)
    (order.unpin if request.POST.get("undo") else order.pin)(found, by=by)
    return see_other(found.get_absolute_url())


@require_http_methods(["GET", "POST"])
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _to_order(request, pk)
    if request.method == "POST" and request.POST.get("undo"):
        order.unlock(found, by=by)
        return see_other(found.get_absolute_url())
    form = TopicLockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        order.lock(found, by=by, reason=form.cleaned_data["reason"])
        return see_other(found.get_absolute_url())
    return _form(request, "topics/lock.html", found, form)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _to_order(request, pk)
    form = TopicMoveForm(request.POST or None, viewer=Viewer.of(request), topic=found)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                order.rename(found, form.cleaned_data["title"], by=by)
                order.move(found, form.cleaned_data["board"], by=by)
            return see_other(found.get_absolute_url())
        except ValidationError as error:
            form.add_error(None, error)
    return _form(request, "topics/move.html", found, form)


def _form(request: HttpRequest, template: str, found: Topic, form: Any) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    response = render(request, template, {"topic": found, "form": form}, status=status)
    return close_to_others(request, response)
