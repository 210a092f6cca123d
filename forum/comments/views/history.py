"""The texts a comment had: for moderators to read, for their author to delete."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.viewer import Viewer
from forum.comments import history as texts
from forum.comments import policies
from forum.comments.models import Purge
from forum.comments.refusal import Refused
from forum.comments.render import name_of, render_comment, row_of
from forum.comments.services import purge as purge_verb
from forum.comments.views.comment import see_other, seen_or_404


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """/c/ID/history/: every text there was, for moderators."""
    comment = seen_or_404(request, pk)
    if not policies.may_read_history(Viewer.of(request), comment):
        raise PermissionDenied
    row = row_of(comment, level=1, asker_id=comment.discussion.asker_id, reveal=True)
    row.body_html, row.placeholder, row.notice = comment.body_html, "", ""
    context = {
        "comment": comment,
        "name": name_of(comment),
        "drawn": render_comment(row),
        "revisions": texts.all_of(comment),
        "purge": Purge.objects.filter(comment=comment).first(),
    }
    return _private(render(request, "comments/history.html", context))


@require_http_methods(["GET", "POST"])
def purge(request: HttpRequest, pk: int) -> HttpResponse:
    """/c/ID/history/purge/: asks, and then deletes the author's own earlier texts."""
    comment = seen_or_404(request, pk)
    viewer = Viewer.of(request)
    if not policies.may_purge(viewer, comment):
        raise PermissionDenied
    refusal = ""
    if request.method == "POST":
        try:
            count = purge_verb.purge(comment, viewer=viewer)
        except Refused as refused:
            refusal = refused.sentence
        else:
            sentence = ngettext(
                "%(count)d earlier text is deleted.", "%(count)d earlier texts are deleted.", count
            )
            messages.success(request, sentence % {"count": count})
            return see_other(f"/c/{comment.pk}/" if comment.shown else comment.discussion.url)
    context = {
        "comment": comment,
        "revisions": purge_verb.deletable(comment),
        "refusal": refusal or purge_verb.refusal_of(comment),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return _private(render(request, "comments/purge.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
