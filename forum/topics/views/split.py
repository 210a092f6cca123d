"""Making a topic of a comment, and one topic of two. Each shows first what it would do."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Comment, Discussion
from forum.comments.page import rows_of
from forum.comments.refusal import Refused
from forum.comments.render import render_comment
from forum.comments.views.comment import see_other, seen_or_404
from forum.comments.views.context import close_to_others
from forum.moderation.policies import moderating_refusal
from forum.topics import policies, queries
from forum.topics.forms import MergeForm, SplitForm
from forum.topics.models import Topic
from forum.topics.services import split as verbs
from forum.topics.services.ask import check_title
from forum.topics.views.topic import seen_or_404 as seen_topic_or_404
from foundation.text import excerpt, strip_to_text


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """/c/ID/split/: the comment and what else is chosen become a topic."""
    head = seen_or_404(request, pk)
    viewer, by = _moderator(request, head.discussion)
    if not policies.may_split(viewer, head):
        raise PermissionDenied
    form = SplitForm(
        request.POST or None,
        viewer=viewer,
        others=queries.beside(head),
        initial={"title": excerpt(strip_to_text(head.body_html), 80)},
    )
    context: dict[str, Any] = {
        "head": head,
        "head_html": render_comment(rows_of([head], viewer, head.discussion, actions=False)[0]),
        "discussion": head.discussion,
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        others = data.get("others", [])
        try:
            if request.POST.get("confirm"):
                topic = verbs.split(
                    head,
                    others,
                    board=data["board"],
                    title=data["title"],
                    kind=data["kind"],
                    by=by,
                    reason=data["reason"],
                )
                messages.success(request, _("This is a topic of its own now."))
                return see_other(topic.get_absolute_url())
            check_title(data["title"])
            context["preview"] = queries.branches_of(head, others)
        except ValidationError as error:
            form.add_error("title", error.messages)
        except Refused as refused:
            form.add_error(None, refused.sentence)
    return _answer(request, "topics/split.html", context)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """/t/ID/merge/: everything of the topic goes into another one."""
    topic = seen_topic_or_404(request, pk)
    _viewer, by = _moderator(request, topic.discussion)
    form = MergeForm(request.POST or None, viewer=Viewer.of(request))
    context: dict[str, Any] = {"topic": topic, "discussion": topic.discussion, "form": form}
    if request.method == "POST" and form.is_valid():
        into: Topic = form.cleaned_data["into"]
        try:
            if refusal := verbs.merging_refusal(topic, into):
                form.add_error("into", refusal)
            elif request.POST.get("confirm"):
                head: Comment = verbs.merge(topic, into, by=by, reason=form.cleaned_data["reason"])
                messages.success(request, _("These are one topic now."))
                return see_other(head.get_absolute_url())
            else:
                context |= {"into": into, "preview": queries.all_of(topic)}
        except Refused as refused:
            form.add_error(None, refused.sentence)
    return _answer(request, "topics/merge.html", context)


def _moderator(request: HttpRequest, discussion: Discussion) -> tuple[Viewer, User]:
    viewer = Viewer.of(request)
    if refusal := moderating_refusal(viewer, discussion):
        raise Refused(refusal)
    if viewer.user is None:
        raise PermissionDenied
    return viewer, viewer.user


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    failed = context["form"].is_bound and "preview" not in context
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return close_to_others(request, render(request, template, context, status=status))
